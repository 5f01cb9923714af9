import { definePart } from '../app.ts'
import { links } from './links.ts'
import { settings } from './settings.ts'

/** Name, words, logo and colour of the house, and the page that strangers see first. */
export const look = definePart({
  name: 'look',
  settings,
  actions: [
    {
      title: 'Change name, logo or colour of the house',
      words: 'brand look theme landing',
      href: links.look(),
      permission: 'house.administer',
    },
  ],
  routes: async () => (await import('./routes.ts')).addRoutes,
})
