import type { MigrationLine } from '../../../platform/database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'papers',
  steps: {
    '0001-papers': async () => (await import('./0001-papers.ts')).papers,
    '0002-imports': async () => (await import('./0002-imports.ts')).imports,
    '0003-collector': async () => (await import('./0003-collector.ts')).collector,
    '0004-desk': async () => (await import('./0004-desk.ts')).desk,
    '0005-sources': async () => (await import('./0005-sources.ts')).sources,
    '0006-abstracts': async () => (await import('./0006-abstracts.ts')).abstracts,
  },
}
