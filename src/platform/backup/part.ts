import { definePart } from '../app.ts'
import { backupAge } from './checks.ts'
import { migrations } from './migrations/line.ts'

export const backup = definePart({
  name: 'backup',
  migrations,
  checks: [backupAge],
  commands: async () => (await import('./commands.ts')).addCommands,
})
