import assert from 'node:assert/strict'
import { testOnBoth } from '../../../../../test/support/databases.ts'
import { migrationLines } from '../../../../parts.ts'
import type { Database } from '../../../../platform/database/database.ts'
import { migrateUp } from '../../../../platform/database/migrating.ts'
import {
  countTable,
  listMatching,
  listTable,
  type Sort,
  sortColumns,
  type TablePlace,
} from '../../queries/paper-table.ts'
import type { PaperRow } from '../../tables.ts'
import { blankPaper } from '../../test/support.ts'
import { countPapers } from '../counting.ts'
import { everyPaper } from '../paper-filter.ts'
import { readSearch } from '../search-text.ts'

const at = '2026-11-20T10:00:00.000Z'

async function addPapers(database: Database, papers: readonly Partial<PaperRow>[]): Promise<void> {
  await migrateUp(database.db, database.kind, migrationLines)
  for (const [index, paper] of papers.entries()) {
    const { seq: _, ...row } = paper
    await database.db
      .insertInto('papers')
      .values({
        ...blankPaper,
        status_changed_at: at,
        created_at: at,
        updated_at: at,
        id: `paper-${index}`,
        ...row,
      })
      .execute()
  }
}

const found = async (database: Database, text: string): Promise<string[]> => {
  const { filter } = readSearch(text)
  const idsBy = async (column: Sort['column']): Promise<string[]> => {
    const isRare = text.length % 2 === 0
    const sort = { column, isDown: false }
    const { rows } = await listTable(database, { filter, sort, limit: 50, place: null, isWhole: false, isRare })
    return rows.map(({ id }) => id)
  }
  const ids = await idsBy('added')
  assert.deepEqual((await idsBy('title')).sort(), ids.toSorted(), `${text} in another order`)
  assert.equal(await countTable(database, filter, 1_000), ids.length, `the count of ${text}`)
  return ids
}

testOnBoth('PAP-7.3 a search finds what its words and conditions mean, and nothing else', async (_t, database) => {
  await addPapers(database, [
    {
      id: 'a',
      title: 'Protein folding in the cell',
      journal: 'Nature',
      published_year: 2015,
      published_on: '2015-03',
      doi: '10.5555/a',
    },
    {
      id: 'b',
      title: 'Folding of proteins',
      journal: 'PLoS ONE',
      published_year: 2020,
      published_on: '2020',
      language: 'en',
    },
    {
      id: 'c',
      title: 'Über Zellen',
      journal: 'Naturwissenschaften',
      status: 'failed',
      failure_code: 'bot_challenge',
      language: 'de',
      abstract: 'Wie sich Proteine in der Zelle falten.',
    },
    { id: 'd', title: 'Protein gone', status: 'deleted', status_before_delete: 'new' },
    { id: 'e', doi: '10.1/e', issn: '1549-1676', fulltext_state: 'stored', status: 'done', retracted: 1 },
  ])
  await database.db.insertInto('papers_ids').values({ paper_id: 'b', scheme: 'pmid', value: '29456894' }).execute()

  const cases: Readonly<Record<string, string[]>> = {
    '': ['a', 'b', 'c', 'e'],
    'protein folding ': ['a'],
    'folding prot': ['a', 'b'],
    nature: ['a'],
    'status:deleted': ['d'],
    'status:failed,done': ['c', 'e'],
    'journal:"plos one"': ['b'],
    'year:2015..2018': ['a'],
    'year:2016..': ['b'],
    'year:..2015': ['a'],
    'code:bot_challenge': ['c'],
    'has:file': ['e'],
    'has:no-title': ['e'],
    'is:retracted': ['e'],
    '-language:en': ['a', 'c', 'e'],
    '10.5555/A': ['a'],
    '1549-1676': ['e'],
    'PMID: 29456894': ['b'],
    'added:2026-11-20': ['a', 'b', 'c', 'e'],
    'added:..2026-11-19': [],
    'status:nonsense': [],
    'protein status:deleted': ['d'],
    'proteine status:failed,done ': ['c'],
    'folding status:failed ': [],
    'proteins -status:failed ': ['b'],
    'folding language:en': ['b'],
    // One word in the title, the other in the abstract.
    'zellen falten ': ['c'],
    'falten folding ': [],
  }
  for (const [text, expected] of Object.entries(cases)) assert.deepEqual(await found(database, text), expected, text)
})

testOnBoth(
  'PAP-7.3 every order is stable, and its pages show each paper once, forwards and backwards',
  async (_t, database) => {
    const years = [null, '2015', '2015-03', null, '2020', '2015']
    await addPapers(
      database,
      Array.from({ length: 23 }, (_, n) => ({
        title: n % 5 === 0 ? null : `T${n % 4}`,
        abstract: 'of words',
        title_fingerprint: n % 5 === 0 ? null : `t${n % 4}`,
        journal: n % 3 === 0 ? null : `J${n % 2}`,
        published_on: years[n % 6] ?? null,
        doi: n % 4 === 0 ? null : `10.1/${n}`,
        attempt_count: n % 3,
        priority: (n % 3) - 1,
      })),
    )

    const filters = ['', 'of words ', 'words status:new '].map((text) => readSearch(text).filter)
    for (const [n, column] of sortColumns.entries()) {
      for (const isDown of [false, true]) {
        const sort = { column, isDown }
        const filter = filters[n % filters.length]
        const { ids: forwards, last } = await walk(database, sort, 'next', null, filter)
        assert.equal(new Set(forwards).size, 23, `${column} shows each once`)
        const { ids: backwards } = await walk(database, sort, 'previous', last, filter)
        assert.deepEqual(
          [...backwards, ...forwards.slice(-5)].slice(0, 20),
          forwards.slice(0, 20),
          `${column} backwards`,
        )
      }
    }
  },
)

testOnBoth('PAP-7.3 papers without a value stand last, upwards and downwards', async (_t, database) => {
  await addPapers(database, [{ id: 'none' }, { id: 'old', published_on: '1999' }, { id: 'new', published_on: '2024' }])
  const ids = async (isDown: boolean) => (await walk(database, { column: 'year', isDown }, 'next', null)).ids

  assert.deepEqual(await ids(false), ['old', 'new', 'none'])
  assert.deepEqual(await ids(true), ['new', 'old', 'none'])
})

testOnBoth('PAP-trap-17 a paper that changed after the confirmation is no longer meant', async (_t, database) => {
  await addPapers(database, [{ id: 'same' }, { id: 'changed', updated_at: '2026-11-21T00:00:00.000Z' }])
  const matching = await listMatching(database, everyPaper, { afterSeq: 0, unchangedSince: at, limit: 10 })

  assert.deepEqual(
    matching.map(({ id }) => id),
    ['same'],
  )
})

testOnBoth('PAP-7.3 a count is exact where it is small', async (_t, database) => {
  await addPapers(database, [{}, {}, { status: 'deleted', status_before_delete: 'new' }])

  assert.deepEqual(await countPapers(database, everyPaper), { total: 2, isRough: false })
})

/** Pages of five, one after another; the last page's first paper is where the way back begins. */
async function walk(
  database: Database,
  sort: Sort,
  way: 'next' | 'previous',
  from: TablePlace | null,
  filter = everyPaper,
) {
  const ids: string[] = []
  let place = from
  let last: TablePlace | null = null
  for (let turn = 0; turn < 10; turn++) {
    const page = await listTable(database, { filter, sort, limit: 5, place, isWhole: true, isRare: true })
    const pageIds = page.rows.map(({ id }) => id)
    if (way === 'next') ids.push(...pageIds)
    else ids.unshift(...pageIds)
    if (way === 'next' && page.previous) last = page.previous
    place = page[way]
    if (place === null) break
  }
  return { ids, last }
}
