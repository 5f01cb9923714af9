import { defineApp } from '../../platform/app.ts'
import { letterLinks } from './letters/links.ts'
import { letterSettings } from './letters/settings.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import { rosterLinks } from './roster/links.ts'
import { searchLinks } from './search/links.ts'
import { settings } from './settings.ts'
import { tours } from './tours.ts'

export const observations = defineApp({
  name: 'observations',
  title: 'Observations',
  icon: 'stars',
  about: 'Planned telescope observations: look up settings, ask for changes, sign off, approve, share the duty roster.',
  migrations,
  tours,
  actions: [
    {
      title: 'Ask for a change of an observation',
      words: 'ocat obsid parameters',
      href: links.askObsid(),
      permission: 'observations.request',
    },
    {
      title: 'Approve several observations at once',
      words: 'express',
      href: links.express(),
      permission: 'observations.verify',
    },
    { title: 'Take a week of duty', words: 'roster', href: rosterLinks.roster(), permission: 'observations.duty' },
  ],
  demo: async () => (await import('./demo.ts')).demo,
  search: async () => (await import('./search.ts')).search,
  settings: [...settings, ...letterSettings],
  tasks: async () => (await import('./tasks.ts')).tasks,
  schedules: async () => (await import('./tasks.ts')).schedules,
  checks: async () => (await import('./catalog/checks.ts')).catalogChecks,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  startWorker: async (platform) => async () => (await import('./sources.ts')).closeSources(platform),
  commands: { observations: async () => (await import('./commands.ts')).observationsCommands },
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: () => [
    { href: links.index(), text: 'Desk', icon: 'grid' },
    { href: links.askObsid(), text: 'Ocat data page', icon: 'pencil-square' },
    { href: links.status(), text: 'Target parameter status', icon: 'list-check' },
    { href: links.express(), text: 'Express approval', icon: 'lightning' },
    { href: searchLinks.search(), text: 'Target search', icon: 'search' },
    { href: rosterLinks.roster(), text: 'Duty roster', icon: 'calendar-week' },
    { href: letterLinks.letters(), text: 'Contact letters', icon: 'envelope-paper' },
  ],
})
