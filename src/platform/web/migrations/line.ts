import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'web',
  steps: { '0001-requests': async () => (await import('./0001-requests.ts')).requests },
}
