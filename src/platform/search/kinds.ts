import type { SearchKind } from './search.ts'

/** What each kind is called (English), its icon, and the letter that narrows a search to it. */
export const kindWords: Readonly<Record<SearchKind, { title: string; icon: string; prefix: string }>> = {
  action: { title: 'Actions', icon: 'lightning', prefix: '>' },
  page: { title: 'Pages', icon: 'window', prefix: '/' },
  study: { title: 'Studies', icon: 'folder2-open', prefix: 's:' },
  run: { title: 'Runs', icon: 'play-circle', prefix: 'r:' },
  paper: { title: 'Papers', icon: 'journal-text', prefix: 'p:' },
  observation: { title: 'Observations', icon: 'stars', prefix: 'o:' },
  plugin: { title: 'Plugins', icon: 'puzzle', prefix: 'x:' },
  person: { title: 'People', icon: 'person', prefix: '@' },
  setting: { title: 'Settings', icon: 'sliders', prefix: '#' },
  help: { title: 'Help', icon: 'question-circle', prefix: '?' },
}
