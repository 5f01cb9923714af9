import type { MigrationLine } from '../../database/migrating.ts'
import { entries } from './0001-entries.ts'

export const migrations: MigrationLine = { name: 'activity', steps: { '0001-entries': entries } }
