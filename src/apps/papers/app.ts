import { defineApp } from '../../platform/app.ts'
import { actions } from './actions.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import { settings } from './settings.ts'
import { firstSteps, tours } from './tours.ts'

export const papers = defineApp({
  name: 'papers',
  title: 'Papers',
  icon: 'journal-text',
  about: 'Lists of references become clean records and open full texts, a few papers at a time.',
  migrations,
  tours,
  actions,
  demo: async () => (await import('./demo.ts')).demo,
  search: async () => (await import('./search.ts')).search,
  firstSteps,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  tasks: async () => (await import('./all-tasks.ts')).allTasks,
  schedules: async () => (await import('./all-tasks.ts')).allSchedules,
  settings,
  checks: async () => (await import('./invariants.ts')).checks,
  gauges: async () => (await import('./gauges.ts')).gauges,
  commands: {
    papers: async () => (await import('./commands.ts')).papersCommands,
    diagnostics: async () => (await import('./diagnostics/commands.ts')).diagnosticsCommands,
  },
  startWorker: async (platform) => {
    await (await import('./recovering.ts')).recoverCollector(platform)
    return undefined
  },
  restored: async (platform) => (await import('./recovering.ts')).settleRestored(platform),
  copied: async (database) => (await import('./queries/search-index.ts')).indexAnew(database),
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: () => [
    { href: links.dashboard(), text: 'Overview', icon: 'speedometer2' },
    { href: links.list(), text: 'Papers', icon: 'table' },
    { href: links.upload(), text: 'Upload', icon: 'upload', alsoFor: links.imports() },
    { href: links.schedule(), text: 'Schedule', icon: 'bar-chart' },
    { href: links.collector(), text: 'Collector', icon: 'cloud-download', alsoFor: [links.hosts(), links.sources()] },
    { href: links.manual(), text: 'Manual', icon: 'person-raised-hand' },
    { href: links.duplicates(), text: 'Duplicates', icon: 'copy' },
    { href: links.log(), text: 'Log', icon: 'clock-history' },
    { href: links.stats(), text: 'Statistics', icon: 'graph-up', alsoFor: links.prisma() },
  ],
})
