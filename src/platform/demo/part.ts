import { definePart } from '../app.ts'
import { links as noticeLinks } from '../notices/links.ts'
import { migrations } from './migrations/line.ts'

export const demo = definePart({
  name: 'demo',
  migrations,
  tasks: async () => (await import('./tasks.ts')).tasks,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  commands: { demo: async () => (await import('./commands.ts')).addCommands },
  routes: async () => (await import('./routes.ts')).addRoutes,
  firstSteps: [
    {
      name: 'demo.load',
      title: 'Look around with sample data',
      text: 'A list of papers, a study with a finished analysis, a run of a plugin, a request on an observation. They can be taken away again.',
      href: `${noticeLinks.welcome()}#sample-data`,
      permission: 'house.administer',
      isDone: async ({ db }) => (await (await import('./queries.ts')).listPieces(db)).length > 0,
    },
  ],
})
