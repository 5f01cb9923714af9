import { definePart } from '../app.ts'
import { migrations } from './migrations/line.ts'

/** The server itself is opened by `server.ts`; as a part of the house it has a table. */
export const web = definePart({
  name: 'web',
  migrations,
  commands: { languages: async () => (await import('./commands.ts')).addCommands },
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
})
