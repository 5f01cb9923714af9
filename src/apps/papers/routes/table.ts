import { can } from '../../../platform/accounts/permissions.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Html } from '../../../platform/web/html.ts'
import { type Page, pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import { openSharedFragments, type SharedFragments } from '../../../platform/web/shared-fragment.ts'
import { readCursor, type TableState, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import type { Allowed } from '../pages/bulk.ts'
import { type PaperTable, paperTable, paperTablePage } from '../pages/paper-table.ts'
import { filesOfMany } from '../queries/files.ts'
import { listImports } from '../queries/imports.ts'
import { listTable, type Sort, type SortColumn, type TablePlace } from '../queries/paper-table.ts'
import { countByFailure } from '../queries/papers.ts'
import { listTags, tagsOfMany } from '../queries/tags.ts'
import { filterNames, PaperQuery } from '../schemas/table.ts'
import { countPapers, type Memory, openMemory } from '../searching/counting.ts'
import { everyPaper, type PaperFilter } from '../searching/paper-filter.ts'
import { readSearch, type SearchProblem } from '../searching/search-text.ts'

/** So many rows are sorted in the time of a page. */
const fewPapers = 5_000
/** Tags in the menu of the table, the commonest first. */
const mostTagsOffered = 50
/** Tables that are remembered as they were drawn, of about 50 kB each. */
const mostDrawnTables = 100

/** `/papers/list` and what belongs to it. */
export function addTableRoutes(web: Web, platform: Platform): void {
  const memory = openMemory(platform.database)
  const fragments = openSharedFragments(mostDrawnTables)

  web.get(
    links.list(),
    { schema: { querystring: PaperQuery }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      const page = pageOf(request)
      const table = await drawTable(platform, memory, fragments, page, request.query)
      if (wantsFragment(request)) return sendFragment(reply, table)
      return sendPage(reply, paperTablePage(page, table, can(request.person, 'papers.import')))
    },
  )
}

/** What the address asks for, with what is wrong in it. */
export function filterOf({ q, filters }: TableState): { filter: PaperFilter; problems: readonly SearchProblem[] } {
  const { filter, problems } = q === '' ? { filter: everyPaper, problems: [] } : readSearch(q)
  const chosen = filterNames.flatMap((field) => {
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

/**
 * The table for a visitor. As long as nothing in the database changes, one that was drawn before is given again; with
 * chosen columns it is drawn each time, since some of them say how long ago something was.
 */
async function drawTable(
  platform: Platform,
  memory: Memory,
  fragments: SharedFragments,
  page: Page,
  state: TableState,
): Promise<Html> {
  const rights = {
    mayEdit: can(page.person, 'papers.edit'),
    mayOperate: can(page.person, 'papers.operate'),
    maySend: can(page.person, 'plugins.run'),
  }
  const draw = async (drawing: Page): Promise<Html> =>
    paperTable(drawing, { ...(await tableOf(platform, memory, page, state)), ...rights })
  const version = memory.version()
  if (version === undefined || page.columns('papers').length > 0) return draw(page)

  const key = JSON.stringify([version, page.language, page.rows, rights, state])
  return fragments.draw(page, key, async (drawing) => {
    const before = memory.staleAnswers()
    const html = await draw(drawing)
    return { html, isLasting: memory.staleAnswers() === before }
  })
}

async function tableOf(
  platform: Platform,
  memory: Memory,
  page: Page,
  state: TableState,
): Promise<Omit<PaperTable, keyof Allowed>> {
  const { database, db } = platform
  const { remember } = memory
  const { filter, problems } = filterOf(state)
  const count = await remember(`count ${state.q} ${JSON.stringify(state.filters)}`, () => countPapers(database, filter))
  const isWhole = page.columns('papers').length > 0
  const { rows, previous, next } = await listTable(database, {
    filter,
    sort: sortOf(state),
    limit: state.limit,
    place: placeOf(state.cursor),
    isWhole,
    isRare: count.total < fewPapers,
  })
  const ids = rows.map(({ id }) => id)
  const tags = await remember('tags', () => listTags(db, mostTagsOffered))
  return {
    state,
    rows,
    tags: tags.map(({ tag }) => tag),
    tagsByPaper: await tagsOfMany(db, ids),
    filesByPaper: isWhole ? await filesOfMany(db, ids) : new Map(),
    paging: { previous: cursorOf(previous), next: cursorOf(next) },
    count,
    codes: await remember('codes', async () => (await countByFailure(db)).map(({ failure_code }) => failure_code)),
    imports: await remember('imports', () => listImports(db, { limit: 10 })),
    problems,
  }
}
