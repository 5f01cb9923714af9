import type { MigrationLine } from '../../database/migrating.ts'
import { requests } from './0001-requests.ts'

export const migrations: MigrationLine = { name: 'web', steps: { '0001-requests': requests } }
