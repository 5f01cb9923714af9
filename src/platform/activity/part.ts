import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

export const activity = definePart({
  name: 'activity',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
})
