import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'backup',
  steps: { '0001-archives': async () => (await import('./0001-archives.ts')).archives },
}
