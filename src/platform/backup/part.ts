import { definePart } from '../app.ts'
import { backupAge } from './checks.ts'

export const backup = definePart({
  name: 'backup',
  checks: [backupAge],
  commands: async () => (await import('./commands.ts')).addCommands,
})
