import { definePart } from '../app.ts'
import { deadWorkers, overdueJobs, stuckLeases } from './checks.ts'
import { migrations } from './migrations/line.ts'

export const tasks = definePart({
  name: 'tasks',
  migrations,
  checks: [stuckLeases, overdueJobs, deadWorkers],
  commands: async () => (await import('./commands.ts')).addCommands,
})
