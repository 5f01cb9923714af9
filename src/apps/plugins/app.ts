import { can } from '../../platform/accounts/permissions.ts'
import { defineApp } from '../../platform/app.ts'
import type { Platform } from '../../platform/platform.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import type { openRunner } from './runner/server.ts'
import { tours } from './tours.ts'

/** Plugins reach the house's own runner from inside the worker; their processes end with it. */
async function startWorker(platform: Platform): Promise<() => Promise<void>> {
  const { offerInside } = await import('./tasks/inside.ts')
  let opened: ReturnType<typeof openRunner> | undefined
  offerInside(platform, () => {
    opened ??= import('./runner/server.ts').then(({ openRunner }) => openRunner(platform))
    return opened
  })
  return async () => {
    await (await opened)?.close()
    await (await import('./tasks/catalogues.ts')).closeChildren(platform)
  }
}

export const plugins = defineApp({
  name: 'plugins',
  title: 'Plugins',
  icon: 'puzzle',
  about: 'Data analyses run as plugins: from a form, from another program, or one after the other.',
  migrations,
  tours,
  actions: [
    { title: 'Run a plugin', words: 'analysis compute', href: links.plugins(), permission: 'plugins.run' },
    { title: 'Install a plugin', words: 'npm git load', href: links.installed(), permission: 'house.administer' },
  ],
  demo: async () => (await import('./demo.ts')).demo,
  search: async () => (await import('./search.ts')).search,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  analyses: async () => (await import('./tasks/analyses.ts')).analyses,
  tasks: async () => (await import('./tasks/all-tasks.ts')).allTasks,
  schedules: async () => (await import('./tasks/all-tasks.ts')).allSchedules,
  checks: async () => (await import('./checks.ts')).checks,
  startWorker,
  commands: { plugins: async () => (await import('./commands/plugin-commands.ts')).pluginCommands },
  installed: async (config) => (await import('./loading/installed.ts')).commandsFor(config),
  personalData: async () => (await import('./personal-data.ts')).personalData,
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: (person) => [
    { href: links.plugins(), text: 'All plugins', icon: 'puzzle' },
    { href: links.tasks(), text: 'My runs', icon: 'clock-history' },
    ...(can(person, 'house.administer')
      ? [{ href: links.installed(), text: 'Installed plugins', icon: 'box-seam' }]
      : []),
  ],
})
