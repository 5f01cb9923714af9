import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'

const addCommands = async () => (await import('./commands.ts')).addCommands

export const backup = definePart({
  name: 'backup',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: async () => (await import('./tasks.ts')).tasks,
  schedules: async () => (await import('./tasks.ts')).schedules,
  settings,
  checks: async () => [(await import('./checks.ts')).backupAge],
  gauges: async () => (await import('./gauges.ts')).gauges,
  routes: async () => (await import('./routes.ts')).addRoutes,
  commands: { backup: addCommands, verify: addCommands, restore: addCommands, reset: addCommands },
})
