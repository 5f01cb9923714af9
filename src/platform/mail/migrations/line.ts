import type { MigrationLine } from '../../database/migrating.ts'
import { outbox } from './0001-outbox.ts'
import { requests } from './0002-requests.ts'

export const migrations: MigrationLine = { name: 'mail', steps: { '0001-outbox': outbox, '0002-requests': requests } }
