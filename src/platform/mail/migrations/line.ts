import type { MigrationLine } from '../../database/migrating.ts'
import { outbox } from './0001-outbox.ts'

export const migrations: MigrationLine = { name: 'mail', steps: { '0001-outbox': outbox } }
