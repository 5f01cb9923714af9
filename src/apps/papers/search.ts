import type { Found, Searcher } from '../../platform/search/search.ts'
import { links } from './links.ts'
import { listTable, type TablePaper } from './queries/paper-table.ts'
import { readSearch } from './searching/search-text.ts'

const newestFirst = { column: 'added', isDown: true } as const

/** Papers as the search box of their list finds them, the newest first. */
const papers: Searcher = {
  kind: 'paper',
  permission: 'papers.read',
  find: async ({ database }, { text, limit }) => {
    const { filter, problems } = readSearch(text)
    if (problems.length > 0 || (filter.words.length === 0 && filter.terms.length === 0)) return []
    const wish = { filter, sort: newestFirst, limit, place: null, isWhole: false, isRare: false }
    return (await listTable(database, wish)).rows.map(asFound)
  },
}

const asFound = ({ id, title, journal, published_on: on, doi }: TablePaper): Found => ({
  title: title ?? doi ?? id,
  detail: [journal, on?.slice(0, 4), title === null ? null : doi].filter(Boolean).join(' · '),
  href: links.paper(id),
})

export const search = [papers]
