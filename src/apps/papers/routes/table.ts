import type { FastifyRequest } from 'fastify'
import { can } from '../../../platform/accounts/permissions.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import { readCursor, type TableState, tableQuery, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { exportPapers } from '../exporting.ts'
import { failureWords } from '../failure-codes.ts'
import { links } from '../links.ts'
import { type PaperTable, paperTable, paperTablePage } from '../pages/paper-table.ts'
import { listImports } from '../queries/imports.ts'
import { listTable, type Sort, type SortColumn, sortColumns, type TablePlace } from '../queries/paper-table.ts'
import { countByFailure } from '../queries/papers.ts'
import { type Count, countPapers, openRemembering, type Remember } from '../searching/counting.ts'
import { everyPaper, type PaperFilter } from '../searching/paper-filter.ts'
import { readSearch, type SearchProblem } from '../searching/search-text.ts'
import { statuses } from '../statuses.ts'

/** The address of the table: the same for the page, its CSV, bulk actions and the API. */
export const PaperQuery = tableQuery({
  sortable: sortColumns,
  filters: {
    status: statuses,
    has: ['file', 'no-file'],
    code: Object.keys(failureWords),
    import: null,
  },
})

/** So many rows are sorted in the time of a page. */
const fewPapers = 5_000

/** `/papers/list` and what belongs to it. */
export function addTableRoutes(web: Web, platform: Platform): void {
  const remember = openRemembering(platform.database)

  web.get(
    links.list(),
    { schema: { querystring: PaperQuery }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      const it = await tableOf(platform, remember, request, request.query)
      const page = pageOf(request)
      return wantsFragment(request)
        ? sendFragment(reply, paperTable(page, it))
        : sendPage(reply, paperTablePage(page, it))
    },
  )

  web.get(
    links.listCsv(),
    { schema: { querystring: PaperQuery }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      const { filter } = filterOf(request.query)
      const file = { name: `papers-${platform.now().slice(0, 10)}.csv`, type: 'text/csv' }
      return sendLines(reply, file, exportPapers(platform.database, filter))
    },
  )
}

/** What the address asks for, with what is wrong in it. */
export function filterOf({ q, filters }: TableState): { filter: PaperFilter; problems: readonly SearchProblem[] } {
  const { filter, problems } = q === '' ? { filter: everyPaper, problems: [] } : readSearch(q)
  const chosen = (['status', 'has', 'code', 'import'] as const).flatMap((field) => {
    const values = filters[field] ?? []
    return values.length === 0 ? [] : [{ field, values, isNot: false }]
  })
  return chosen.length === 0
    ? { filter, problems }
    : { filter: { ...filter, terms: [...filter.terms, ...chosen] }, problems }
}

/** Newest first, unless the address says otherwise. */
export function sortOf({ sort }: Pick<TableState, 'sort'>): Sort {
  if (sort === undefined) return { column: 'added', isDown: true }
  return { column: sort.replace(/^-/, '') as SortColumn, isDown: sort.startsWith('-') }
}

/** Null where there is none, or one that is none of ours: then the list begins at its start. */
export function placeOf(cursor: string | undefined): TablePlace | null {
  const [side, key, seq] = cursor === undefined ? [] : (readCursor(cursor, 3) ?? [])
  if ((side !== 'after' && side !== 'before') || typeof seq !== 'number' || key === undefined) return null
  return { side, key, seq }
}

export const cursorOf = (place: TablePlace | null): string | null =>
  place === null ? null : writeCursor([place.side, place.key, place.seq])

/** The number of papers of a filter, as it was found not long ago. */
export const countOf = (
  platform: Platform,
  remember: Remember,
  state: TableState,
  filter: PaperFilter,
): Promise<Count> =>
  remember(`count ${state.q} ${JSON.stringify(state.filters)}`, () => countPapers(platform.database, filter))

async function tableOf(
  platform: Platform,
  remember: Remember,
  request: FastifyRequest,
  state: TableState,
): Promise<PaperTable> {
  const { database, db } = platform
  const { filter, problems } = filterOf(state)
  const count = await countOf(platform, remember, state, filter)
  const { rows, previous, next } = await listTable(database, {
    filter,
    sort: sortOf(state),
    limit: state.limit,
    place: placeOf(state.cursor),
    isWhole: pageOf(request).columns('papers').length > 0,
    isRare: count.total < fewPapers,
  })
  return {
    state,
    rows,
    paging: { previous: cursorOf(previous), next: cursorOf(next) },
    count,
    codes: await remember('codes', async () => (await countByFailure(db)).map(({ failure_code }) => failure_code)),
    imports: await remember('imports', () => listImports(db, { limit: 10 })),
    problems,
    mayEdit: can(request.person, 'papers.edit'),
    mayOperate: can(request.person, 'papers.operate'),
  }
}
