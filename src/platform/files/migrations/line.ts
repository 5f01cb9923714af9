import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'files',
  steps: { '0001-files': async () => (await import('./0001-files.ts')).files },
}
