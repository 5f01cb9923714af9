import { definePart } from '../app.ts'
import { outboxCheck } from './checks.ts'
import { migrations } from './migrations/line.ts'
import { sendLetter } from './tasks.ts'

export const mail = definePart({
  name: 'mail',
  migrations,
  tasks: [sendLetter],
  checks: [outboxCheck],
  gauges: async () => (await import('./gauges.ts')).gauges,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
})
