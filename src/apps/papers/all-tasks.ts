import { bulkTask } from './bulk-task.ts'
import { findDuplicates, nightlyDuplicates } from './duplicates/task.ts'
import { importTasks } from './importing/task.ts'
import { schedules, tasks } from './tasks.ts'

/** The background work of papers, wherever it is declared. */
export const allTasks = [...tasks, ...importTasks, bulkTask, findDuplicates]
export const allSchedules = [...schedules, nightlyDuplicates]
