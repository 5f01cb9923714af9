import type { Action } from '../../platform/search/search.ts'
import { links } from './links.ts'

export const actions: readonly Action[] = [
  {
    title: 'Upload a list of papers',
    words: 'import csv ris bibtex',
    href: links.upload(),
    permission: 'papers.import',
  },
  { title: 'Start, pause or stop the collector', href: links.collector(), permission: 'papers.operate' },
  {
    title: 'Set how many papers a day',
    words: 'volume schedule hours',
    href: links.schedule(),
    permission: 'papers.operate',
  },
]
