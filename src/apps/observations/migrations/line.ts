import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { revisions } from './0001-revisions.ts'

export const migrations: MigrationLine = {
  name: 'observations',
  steps: { '0001-revisions': revisions },
}
