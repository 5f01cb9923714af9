import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'notices',
  steps: { '0001-notices': async () => (await import('./0001-notices.ts')).notices },
}
