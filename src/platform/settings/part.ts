import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

export const settings = definePart({
  name: 'settings',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
})
