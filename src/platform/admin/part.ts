import { definePart } from '../app.ts'

export const admin = definePart({ name: 'admin', routes: async () => (await import('./routes.ts')).addRoutes })
