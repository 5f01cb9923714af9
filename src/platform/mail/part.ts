import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

export const mail = definePart({
  name: 'mail',
  migrations,
  tasks: async () => [(await import('./tasks.ts')).sendLetter],
  checks: async () => [(await import('./checks.ts')).outboxCheck],
  gauges: async () => (await import('./gauges.ts')).gauges,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
})
