import { defineApp } from '../../platform/app.ts'
import { letterLinks } from './letters/links.ts'
import { letterSettings } from './letters/settings.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import { rosterLinks } from './roster/links.ts'
import { rosterSchedules, rosterTasks } from './roster/tasks.ts'
import { searchLinks } from './search/links.ts'
import { settings } from './settings.ts'

export const observations = defineApp({
  name: 'observations',
  title: 'Observations',
  icon: 'stars',
  about: 'Planned telescope observations: look up settings, ask for changes, sign off, approve, share the duty roster.',
  migrations,
  settings: [...settings, ...letterSettings],
  tasks: [...rosterTasks],
  schedules: [...rosterSchedules],
  commands: async () => (await import('./commands.ts')).observationsCommands,
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: () => [
    { href: links.index(), text: 'Desk', icon: 'grid' },
    { href: searchLinks.search(), text: 'Target search', icon: 'search' },
    { href: rosterLinks.roster(), text: 'Duty roster', icon: 'calendar-week' },
    { href: letterLinks.letters(), text: 'Contact letters', icon: 'envelope-paper' },
  ],
})
