import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'demo',
  steps: { '0001-pieces': async () => (await import('./0001-pieces.ts')).pieces },
}
