import { definePart } from '../app.ts'
import { jobEnded } from './kinds.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'

export const tasks = definePart({
  name: 'tasks',
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  migrations,
  noticeKinds: [jobEnded],
  tasks: async () => [(await import('./clearing-task.ts')).clearOld],
  schedules: async () => [(await import('./clearing-task.ts')).nightly],
  settings,
  checks: async () => (await import('./checks.ts')).checks,
  gauges: async () => (await import('./gauges.ts')).gauges,
  commands: { jobs: async () => (await import('./commands.ts')).addCommands },
})
