import type { MigrationLine } from '../../../platform/database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'observations',
  steps: {
    '0001-revisions': async () => (await import('./0001-revisions.ts')).revisions,
    '0002-archive-answers': async () => (await import('./0002-archive-answers.ts')).archiveAnswers,
    '0003-duties': async () => (await import('./0003-duties.ts')).duties,
    '0004-seen': async () => (await import('./0004-seen.ts')).seen,
    '0005-roster-lock': async () => (await import('./0005-roster-lock.ts')).rosterLock,
    '0006-planning': async () => (await import('./0006-planning.ts')).planning,
    '0007-agreements': async () => (await import('./0007-agreements.ts')).agreements,
  },
}
