import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inspectFile } from '../inspect-file.ts'
import { readDrafts } from '../read-drafts.ts'
import { csvText } from './csv-text.ts'
import { codesOf, draftsOf, listOf, readList } from './lists.ts'

test('10,000 broken rows among 20,000 are each reported, and the good ones are read', async (t) => {
  const rows = Array.from({ length: 20_000 }, (_, at) => [
    `Title ${at}`,
    at % 2 === 0 ? `10.5555/${at}` : '10.12/broken',
  ])
  const { rows: read } = await readList(await listOf(t, csvText([['title', 'doi'], ...rows])))

  assert.equal(draftsOf(read).length, 10_000)
  const broken = read.filter((row) => row.kind === 'error')
  assert.equal(broken.length, 10_000)
  const last = broken.at(-1)
  assert.deepEqual(
    [last?.row, last?.line, last?.kind === 'error' && last.raw],
    [20_000, 20_001, 'Title 19999,10.12/broken'],
  )
  assert.deepEqual(last?.issues[0], {
    code: 'doi_invalid',
    column: 'doi',
    value: '10.12/broken',
    message: 'The text in the DOI column is not a DOI.',
  })
})

test('invalid DOIs may be imported as papers without DOI', async (t) => {
  const { rows } = await readList(await listOf(t, 'title,doi\nOne,10.12/x\n'), { invalidDoi: 'import' })

  assert.deepEqual(rows.map(codesOf), [['doi_invalid', 'no_identifier']])
  assert.deepEqual(
    draftsOf(rows).map(({ doi, doi_raw, doi_state }) => [doi, doi_raw, doi_state]),
    [[null, '10.12/x', 'invalid']],
  )
})

test('slash dates follow the majority of the file, wherever it shows', async (t) => {
  const filler = Array.from({ length: 2_500 }, (_, at) => `T${at},10.5555/${at},2020`)
  const list = (decider: string) =>
    `title,doi,date\nA,10.5555/a,03/04/2021\n${filler.join('\n')}\nB,10.5555/b,${decider}\n`

  for (const [decider, date] of [
    ['25/12/2021', '2021-04-03'],
    ['12/25/2021', '2021-03-04'],
    ['2021', null],
  ] as const) {
    const { rows } = await readList(await listOf(t, list(decider)))
    assert.equal(draftsOf(rows)[0]?.published_on, date)
    assert.deepEqual(codesOf(rows[0]), ['date_ambiguous'])
  }
})

test('markup in titles is kept apart, and nothing in it is alive', async (t) => {
  const title = 'On <i>E. coli</i> &amp; H<sub>2</sub>O <script>alert(1)</script><img src=x onerror=alert(2)> a < b'
  const { rows } = await readList(
    await listOf(
      t,
      csvText([
        ['title', 'doi'],
        [title, '10.5555/1'],
      ]),
    ),
  )
  const [draft] = draftsOf(rows)

  assert.equal(draft?.title, 'On E. coli & H2O alert(1) a < b')
  assert.equal(draft?.title_html, 'On <i>E. coli</i> &amp; H<sub>2</sub>O alert(1) a &lt; b')
})

test('letters of several bytes survive wherever the file is cut for reading', async (t) => {
  const titles = Array.from({ length: 20_000 }, (_, at) => `${'x'.repeat(at % 5)}é—数😀 ${at}`)
  const { inspection, rows } = await readList(
    await listOf(t, csvText([['title', 'doi'], ...titles.map((title, at) => [title, `10.5555/${at}`])])),
  )

  assert.equal(inspection.encoding, 'utf-8')
  assert.deepEqual(
    draftsOf(rows).map(({ title }) => title),
    titles,
  )
})

test('20,000 columns are read like any other number', async (t) => {
  const header = ['title', 'doi', ...Array.from({ length: 20_000 }, (_, at) => `c${at}`)]
  const { rows } = await readList(
    await listOf(t, csvText([header, ['One', '10.5555/1', ...Array(20_000).fill('x')], ['Two', '10.5555/2']])),
  )

  assert.deepEqual(rows.map(codesOf), [[], ['column_count_short']])
})

test('PAP-I17 reading goes on exactly behind the rows that were dealt with', async (t) => {
  const rows = Array.from({ length: 3_210 }, (_, at) => [`Title ${at}`, `10.5555/${at}`])
  const path = await listOf(t, csvText([['title', 'doi'], ...rows]))
  const { plan } = await inspectFile(path)
  const whole: unknown[] = []
  for await (const batch of readDrafts(path, plan)) {
    assert.ok(batch.rows.length <= 1_000)
    assert.equal(batch.rowsRead, batch.rows.at(-1)?.row)
    whole.push(...batch.rows)
  }

  for (const skipRows of [1, 999, 1_000, 3_209, 3_210]) {
    const rest: unknown[] = []
    for await (const batch of readDrafts(path, plan, { skipRows })) rest.push(...batch.rows)
    assert.deepEqual(rest, whole.slice(skipRows))
  }
})

test('reading stops when it is told to', async (t) => {
  const path = await listOf(
    t,
    csvText([['title', 'doi'], ...Array.from({ length: 5_000 }, (_, at) => [`T${at}`, `10.5555/${at}`])]),
  )
  const { plan } = await inspectFile(path)
  const stop = new AbortController()

  await assert.rejects(
    async () => {
      for await (const _ of readDrafts(path, plan, { signal: stop.signal })) stop.abort()
    },
    { name: 'AbortError' },
  )
})

test('every row that was written is accounted for, and its title and DOI come back', async (t) => {
  const title = fc
    .string({
      unit: fc.constantFrom('a', 'B', '"', ',', ';', '\n', 'é', 'ß', '7', '(', '='),
      minLength: 1,
      maxLength: 20,
    })
    .map((text) => `t${text}t`)
  const list = fc.array(fc.tuple(title, fc.integer({ min: 1, max: 1e6 }), fc.string({ maxLength: 5 })), {
    minLength: 1,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(list, async (papers) => {
      const rows = papers.map(([name, number, note]) => [name, `10.5555/${number}`, note.replace(/\0/g, '')])
      const { rows: read } = await readList(await listOf(t, csvText([['title', 'doi', 'note'], ...rows])), {
        delimiter: ',',
      })
      assert.deepEqual(
        draftsOf(read).map(({ title: name, doi }) => [name, doi]),
        rows.map(([name = '', doi]) => [name.replace(/\n+/g, ' '), doi]),
      )
    }),
    { numRuns: 60 },
  )
})
