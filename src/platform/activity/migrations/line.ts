import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'activity',
  steps: {
    '0001-entries': async () => (await import('./0001-entries.ts')).entries,
    '0002-hosts-and-sources': async () => (await import('./0002-hosts-and-sources.ts')).hostsAndSources,
  },
}
