import { definePart } from '../app.ts'

export const moving = definePart({
  name: 'moving',
  commands: { move: async () => (await import('./commands.ts')).addCommands },
})
