import type { MigrationLine } from '../../database/migrating.ts'
import { entries } from './0001-entries.ts'
import { hostsAndSources } from './0002-hosts-and-sources.ts'

export const migrations: MigrationLine = {
  name: 'activity',
  steps: { '0001-entries': entries, '0002-hosts-and-sources': hostsAndSources },
}
