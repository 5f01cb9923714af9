import type { MigrationLine } from '../../../platform/database/migrating.ts'
import { revisions } from './0001-revisions.ts'
import { archiveAnswers } from './0002-archive-answers.ts'
import { duties } from './0003-duties.ts'
import { seen } from './0004-seen.ts'
import { rosterLock } from './0005-roster-lock.ts'
import { planning } from './0006-planning.ts'
import { agreements } from './0007-agreements.ts'

export const migrations: MigrationLine = {
  name: 'observations',
  steps: {
    '0001-revisions': revisions,
    '0002-archive-answers': archiveAnswers,
    '0003-duties': duties,
    '0004-seen': seen,
    '0005-roster-lock': rosterLock,
    '0006-planning': planning,
    '0007-agreements': agreements,
  },
}
