import { definePart } from '../app.ts'
import { firstSteps, tours } from './tours.ts'

export const admin = definePart({
  name: 'admin',
  tours,
  firstSteps,
  routes: async () => (await import('./routes.ts')).addRoutes,
})
