import { can } from '../../platform/accounts/permissions.ts'
import { defineApp } from '../../platform/app.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'
import { noticeKinds } from './notices.ts'
import { settings } from './settings.ts'
import { firstSteps, tours } from './tours.ts'

export const studies = defineApp({
  name: 'studies',
  title: 'Studies',
  icon: 'folder2-open',
  about: 'Data, analyses run on them, and results to look at, compare, share and cite.',
  migrations,
  settings,
  tasks: async () => (await import('./tasks.ts')).tasks,
  schedules: async () => (await import('./tasks.ts')).schedules,
  noticeKinds,
  followsRuns: async () => (await import('./following.ts')).follower,
  tours,
  actions: [
    { title: 'Begin a study', words: 'new upload data', href: links.create(), permission: 'studies.edit' },
    { title: 'Ask for more storage', words: 'quota limits', href: links.storage(), permission: 'studies.edit' },
  ],
  demo: async () => (await import('./demo.ts')).demo,
  search: async () => (await import('./search.ts')).search,
  firstSteps,
  adminTables: async () => (await import('./admin-tables.ts')).adminTables,
  personalData: async () => (await import('./personal-data.ts')).personalData,
  commands: { studies: async () => (await import('./commands.ts')).studiesCommands },
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: (person) => [
    { href: links.list(), text: 'All studies', icon: 'folder2-open' },
    ...(can(person, 'studies.edit')
      ? [
          { href: links.ownAnalyses(), text: 'My analyses', icon: 'calculator' },
          { href: links.storage(), text: 'Storage', icon: 'hdd' },
        ]
      : []),
  ],
})
