import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { papers } from './0001-papers.ts'
import { imports } from './0002-imports.ts'
import { collector } from './0003-collector.ts'
import { desk } from './0004-desk.ts'
import { sources } from './0005-sources.ts'
import { abstracts } from './0006-abstracts.ts'

export const migrations: MigrationLine = {
  name: 'papers',
  steps: {
    '0001-papers': papers,
    '0002-imports': imports,
    '0003-collector': collector,
    '0004-desk': desk,
    '0005-sources': sources,
    '0006-abstracts': abstracts,
  },
}
