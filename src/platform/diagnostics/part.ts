import { definePart } from '../app.ts'

export const diagnostics = definePart({
  name: 'diagnostics',
  tasks: async () => [(await import('./watching.ts')).watch],
  schedules: async () => [(await import('./watching.ts')).everyFiveMinutes],
  routes: async () => (await import('./watching.ts')).watchWorkers,
  commands: { doctor: async () => (await import('./commands.ts')).addCommands },
})
