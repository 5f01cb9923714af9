import { definePart } from '../app.ts'
import { actions } from './actions.ts'
import { firstSteps, tours } from './tours.ts'

export const admin = definePart({
  name: 'admin',
  tours,
  actions,
  search: async () => (await import('./search.ts')).search,
  firstSteps,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
