import { definePart } from '../app.ts'
import { checks } from './checks.ts'
import { migrations } from './migrations/line.ts'

export const accounts = definePart({
  name: 'accounts',
  migrations,
  checks,
  commands: async () => (await import('./commands.ts')).addCommands,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
