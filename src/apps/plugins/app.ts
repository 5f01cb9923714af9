import { defineApp } from '../../platform/app.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import { notifySubscriber } from './tasks/events.ts'
import { runPlugin } from './tasks/running.ts'

export const plugins = defineApp({
  name: 'plugins',
  title: 'Plugins',
  icon: 'puzzle',
  about: 'Data analyses run as plugins: from a form, from another program, or one after the other.',
  migrations,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: [runPlugin, notifySubscriber],
  startWorker: async (platform) => async () => (await import('./tasks/catalogues.ts')).closeChildren(platform),
  commands: async () => (await import('./commands.ts')).pluginCommands,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: () => [
    { href: links.plugins(), text: 'All plugins', icon: 'puzzle' },
    { href: links.tasks(), text: 'My runs', icon: 'clock-history' },
  ],
})
