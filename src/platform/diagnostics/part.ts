import { definePart } from '../app.ts'

export const diagnostics = definePart({
  name: 'diagnostics',
  commands: async () => (await import('./commands.ts')).addCommands,
})
