import type { MigrationLine } from '../../database/migrating.ts'
import { views } from './0001-views.ts'

export const migrations: MigrationLine = { name: 'views', steps: { '0001-views': views } }
