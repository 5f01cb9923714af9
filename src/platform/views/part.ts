import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

/** Lists as people saved them for themselves; `web/table.ts` puts the menu into every list. */
export const views = definePart({
  name: 'views',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
