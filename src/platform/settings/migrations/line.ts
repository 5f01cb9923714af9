import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'settings',
  steps: { '0001-values': async () => (await import('./0001-values.ts')).values },
}
