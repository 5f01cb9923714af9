import type { MigrationLine } from '../../database/migrating.ts'
import { archives } from './0001-archives.ts'

export const migrations: MigrationLine = { name: 'backup', steps: { '0001-archives': archives } }
