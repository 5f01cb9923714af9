import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'search',
  steps: { '0001-marks': async () => (await import('./0001-marks.ts')).marks },
}
