import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'views',
  steps: { '0001-views': async () => (await import('./0001-views.ts')).views },
}
