import type { MigrationLine } from '../../database/migrating.ts'
import { pieces } from './0001-pieces.ts'

export const migrations: MigrationLine = { name: 'demo', steps: { '0001-pieces': pieces } }
