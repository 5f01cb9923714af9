import type { MigrationLine } from '../../database/migrating.ts'
import { tasks } from './0001-tasks.ts'
import { crashProgress } from './0002-crash-progress.ts'
import { exitRequests } from './0003-exit-requests.ts'

export const migrations: MigrationLine = {
  name: 'tasks',
  steps: { '0001-tasks': tasks, '0002-crash-progress': crashProgress, '0003-exit-requests': exitRequests },
}
