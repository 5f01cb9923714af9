import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

export const files = definePart({
  name: 'files',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: async () => [(await import('./tasks.ts')).sweep],
  schedules: async () => [(await import('./tasks.ts')).nightly],
  checks: async () => (await import('./checks.ts')).checks,
  gauges: async () => (await import('./gauges.ts')).gauges,
})
