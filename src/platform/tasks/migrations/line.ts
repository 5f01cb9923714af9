import type { MigrationLine } from '../../database/migrating.ts'
import { tasks } from './0001-tasks.ts'

export const migrations: MigrationLine = { name: 'tasks', steps: { '0001-tasks': tasks } }
