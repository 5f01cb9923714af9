import type { MigrationLine } from '../../database/migrating.ts'
import { values } from './0001-values.ts'

export const migrations: MigrationLine = { name: 'settings', steps: { '0001-values': values } }
