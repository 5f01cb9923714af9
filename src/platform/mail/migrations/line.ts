import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'mail',
  steps: {
    '0001-outbox': async () => (await import('./0001-outbox.ts')).outbox,
    '0002-requests': async () => (await import('./0002-requests.ts')).requests,
    '0003-answering': async () => (await import('./0003-answering.ts')).answering,
  },
}
