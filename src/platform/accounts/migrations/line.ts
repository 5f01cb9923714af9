import type { MigrationLine } from '../../database/migrating.ts'
import { people } from './0001-people.ts'

export const migrations: MigrationLine = { name: 'accounts', steps: { '0001-people': people } }
