import { definePart } from '../app.ts'

export const moving = definePart({
  name: 'moving',
  commands: async () => (await import('./commands.ts')).addCommands,
})
