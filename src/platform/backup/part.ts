import { definePart } from '../app.ts'
import { backupAge } from './checks.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'
import { schedules, tasks } from './tasks.ts'

const addCommands = async () => (await import('./commands.ts')).addCommands

export const backup = definePart({
  name: 'backup',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks,
  schedules,
  settings,
  checks: [backupAge],
  gauges: async () => (await import('./gauges.ts')).gauges,
  routes: async () => (await import('./routes.ts')).addRoutes,
  commands: { backup: addCommands, verify: addCommands, restore: addCommands, reset: addCommands },
})
