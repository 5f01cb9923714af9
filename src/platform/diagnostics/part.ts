import { definePart } from '../app.ts'
import { everyFiveMinutes, watch } from './watching.ts'

export const diagnostics = definePart({
  name: 'diagnostics',
  tasks: [watch],
  schedules: [everyFiveMinutes],
  routes: async () => (await import('./watching.ts')).watchWorkers,
  commands: { doctor: async () => (await import('./commands.ts')).addCommands },
})
