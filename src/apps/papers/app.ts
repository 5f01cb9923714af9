import { defineApp } from '../../platform/app.ts'
import { links } from './links.ts'
import { migrations } from './migrations/line.ts'

export const papers = defineApp({
  name: 'papers',
  title: 'Papers',
  icon: 'journal-text',
  migrations,
  routes: async () => (await import('./routes.ts')).addRoutes,
  nav: () => [
    { href: links.dashboard(), text: 'Overview' },
    { href: links.list(), text: 'Papers' },
    { href: links.upload(), text: 'Upload' },
    { href: links.schedule(), text: 'Schedule' },
    { href: links.collector(), text: 'Collector' },
    { href: links.manual(), text: 'Manual' },
    { href: links.stats(), text: 'Statistics' },
  ],
})
