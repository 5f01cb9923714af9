import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

/** Finds everything in the house: `/search`, and the same as a dialog on every page. */
export const search = definePart({
  name: 'search',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  frame: async () => (await import('./frame.ts')).frame,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
