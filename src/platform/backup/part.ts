import { definePart } from '../app.ts'
import { backupAge } from './checks.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'
import { schedules, tasks } from './tasks.ts'

export const backup = definePart({
  name: 'backup',
  migrations,
  tasks,
  schedules,
  settings,
  checks: [backupAge],
  commands: async () => (await import('./commands.ts')).addCommands,
})
