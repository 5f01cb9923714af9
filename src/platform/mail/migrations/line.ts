import type { MigrationLine } from '../../database/migrating.ts'
import { outbox } from './0001-outbox.ts'
import { requests } from './0002-requests.ts'
import { answering } from './0003-answering.ts'

export const migrations: MigrationLine = {
  name: 'mail',
  steps: { '0001-outbox': outbox, '0002-requests': requests, '0003-answering': answering },
}
