import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { codesOf, draftsOf, expectedTables, readList, samples } from './lists.ts'

for (const [name, outcome] of expectedTables) {
  test(`${name} gives the rows, drafts and errors that are expected of it`, async () => {
    const { inspection, rows } = await readList(join(samples, name))

    const drafts = draftsOf(rows)
    assert.equal(rows.length, outcome.data_rows)
    assert.equal(rows.length - drafts.length, outcome.errors ?? 0, 'errors')
    assert.equal(drafts.length - (outcome.duplicates ?? 0), outcome.inserted, 'drafts that are no duplicates')
    assert.equal(inspection.preset, outcome.preset ?? 'generic')
    assert.equal(inspection.hasBom, outcome.bom ?? false)
    assert.equal(inspection.delimiter, outcome.delimiter ?? ',')
    assert.equal(inspection.encoding, outcome.encoding ?? 'utf-8')
    if (outcome.without_doi !== undefined) {
      assert.equal(drafts.filter(({ doi }) => doi === null).length, outcome.without_doi)
    }
    if (outcome.mapping) assert.deepEqual(Object.fromEntries(inspection.mapping), outcome.mapping)
  })
}

test('clean samples raise no warnings', async () => {
  for (const name of [
    'papers_minimal.csv',
    'crossref_dotted.csv',
    'scopus_like.csv',
    'wos_like.txt',
    'pubmed_like.csv',
    'zotero_like.csv',
    'openalex_like.csv',
  ]) {
    const { rows } = await readList(join(samples, name))
    assert.deepEqual(rows.flatMap(codesOf), [], name)
  }
})

test('each row of the messy list meets its fate', async () => {
  const { rows } = await readList(join(samples, 'messy_semicolon_cp1252.csv'))
  const draft = (row: number) => {
    const found = rows[row - 1]
    assert.ok(found?.kind === 'draft', `row ${row} is a draft`)
    return found.draft
  }

  assert.deepEqual(rows.map(codesOf), [
    ['type_unknown'],
    [],
    [],
    ['doi_invalid'],
    ['no_identifier'],
    ['title_missing'],
    ['row_without_identity'],
    ['issn_invalid'],
    [],
    ['date_invalid'],
    [],
    [],
    [],
    ['doi_invalid', 'column_count_short'],
    ['column_count'],
  ])
  assert.equal(draft(1).title, 'Zur Elektrodynamik bewegter Körper')
  assert.equal(draft(1).language, 'de')
  assert.equal(draft(2).published_on, '2021-03-29')
  assert.equal(draft(3).doi, draft(2).doi)
  assert.equal(draft(6).published_on, '2005-08-30')
  assert.equal(draft(9).title, 'Text with a “curly” quote, a dash – and a; semicolon')
  assert.equal(draft(10).published_on, null)
  assert.equal(draft(11).doi, '10.1016/s0140-6736(97)11096-0')
  assert.equal(draft(12).doi, '10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2')
  assert.equal(draft(13).journal, '=HYPERLINK("http://127.0.0.1/x";"click")')
  assert.equal(rows[14]?.kind === 'error' ? rows[14].raw : '', 'One;10.5555/toomany;;;;;;;;extra;extra')
  assert.deepEqual(
    rows.map(({ line }) => line),
    Array.from({ length: 15 }, (_, at) => at + 2),
  )
})

test('what cannot be read is kept under its header', async () => {
  const { rows } = await readList(join(samples, 'messy_semicolon_cp1252.csv'))

  const [badIssn, badDate] = [rows[7], rows[9]]
  assert.equal(badIssn?.kind === 'draft' ? badIssn.draft.extra_json : '', '{"ISSN":"1234-5678"}')
  assert.equal(badDate?.kind === 'draft' ? badDate.draft.extra_json : '', '{"Erscheinungsdatum":"2021-02-30"}')
})

test('dates keep the precision they were given', async () => {
  const { rows } = await readList(join(samples, 'papers_minimal.csv'))
  const dates = new Set(draftsOf(rows).map(({ published_on }) => published_on))

  for (const date of ['2015', '2010-02', '2005-08-30']) assert.ok(dates.has(date), date)
})

test('a Scopus list gives its record numbers, ISSNs with hyphen and no invented authors', async () => {
  const { rows } = await readList(join(samples, 'scopus_like.csv'))
  const drafts = draftsOf(rows)

  assert.equal(drafts[0]?.issn, '0370-2693')
  assert.match(drafts[0]?.abstract ?? '', /a "quoted phrase" and a line break/)
  assert.equal(drafts[0]?.pages, '1-29')
  assert.equal(drafts[0]?.oa_status, 'gold')
  assert.deepEqual(JSON.parse(drafts[0]?.authors_json ?? ''), [{ literal: 'ATLAS Collaboration' }])
  assert.equal(drafts[7]?.authors_json, null)
  assert.equal(drafts[9]?.retracted, true)
  assert.deepEqual(drafts[10]?.identifiers, [['scopus_eid', '2-s2.0-80000000099']])
  assert.equal(rows[1]?.line, 4, 'the first row has a line break in a cell')
})

test('Web of Science dates are put together from their parts', async () => {
  const { rows } = await readList(join(samples, 'wos_like.txt'))
  const dates = draftsOf(rows).map(({ published_on }) => published_on)

  assert.equal(dates[0], '2012-09')
  assert.equal(dates[2], '2016-02-11')
})

test('PubMed titles lose one full stop, and record dates are no publication dates', async () => {
  const { rows } = await readList(join(samples, 'pubmed_like.csv'))
  const [first] = draftsOf(rows)

  assert.equal(first?.title, 'Why Most Published Research Findings Are False')
  assert.equal(first?.published_on, '2005')
  assert.deepEqual(first?.identifiers, [
    ['pmid', '16060722'],
    ['pmcid', 'PMC1182327'],
  ])
})

test('an arXiv id without a DOI gives the DOI that DataCite holds for it', async () => {
  const { rows } = await readList(join(samples, 'zotero_like.csv'))
  const adam = draftsOf(rows)[4]

  assert.equal(adam?.doi, '10.48550/arxiv.1412.6980')
  assert.equal(adam?.type, 'posted-content')
})

test('OpenAlex lists are split at bars, and ids are taken out of their addresses', async () => {
  const { rows } = await readList(join(samples, 'openalex_like.csv'))
  const drafts = draftsOf(rows)

  assert.equal(drafts.filter(({ retracted }) => retracted).length, 1)
  assert.deepEqual(drafts[1]?.identifiers, [
    ['pmid', '34265844'],
    ['pmcid', 'PMC8371605'],
    ['openalex', 'W9000000001'],
    ['url', 'https://doi.org/10.1038/s41586-021-03819-2'],
    ['issn', '0028-0836'],
    ['issn', '1476-4687'],
  ])
})
