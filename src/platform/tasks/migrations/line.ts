import type { MigrationLine } from '../../database/migrating.ts'

export const migrations: MigrationLine = {
  name: 'tasks',
  steps: {
    '0001-tasks': async () => (await import('./0001-tasks.ts')).tasks,
    '0002-crash-progress': async () => (await import('./0002-crash-progress.ts')).crashProgress,
    '0003-exit-requests': async () => (await import('./0003-exit-requests.ts')).exitRequests,
  },
}
