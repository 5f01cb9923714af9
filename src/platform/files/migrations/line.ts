import type { MigrationLine } from '../../database/migrating.ts'
import { files } from './0001-files.ts'

export const migrations: MigrationLine = { name: 'files', steps: { '0001-files': files } }
