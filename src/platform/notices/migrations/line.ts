import type { MigrationLine } from '../../database/migrating.ts'
import { notices } from './0001-notices.ts'

export const migrations: MigrationLine = { name: 'notices', steps: { '0001-notices': notices } }
