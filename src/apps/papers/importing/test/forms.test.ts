import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { NamedRecord } from '../forms/form.ts'
import { formOf } from '../forms/forms.ts'
import { codesOf, draftsOf, listOf, readList, samples } from './lists.ts'

const expected = JSON.parse(readFileSync(join(samples, 'expected/import_results.json'), 'utf8'))

const sample = (name: string) => readList(join(samples, name))

test('PAP-5.1 a RIS list gives its records, in both dialects', async () => {
  const { inspection, rows } = await sample('sample.ris')
  const drafts = draftsOf(rows)

  assert.equal(inspection.format, 'ris')
  assert.equal(rows.length, expected['sample.ris'].records)
  assert.deepEqual(
    drafts.map(({ published_on }) => published_on),
    expected['sample.ris'].dates,
  )
  const [first, , third, fourth, , sixth] = drafts
  assert.deepEqual([first?.pages, first?.issn, first?.language], ['1-29', '0370-2693', 'en'])
  assert.deepEqual(
    third?.identifiers.filter(([scheme]) => scheme === 'issn'),
    [
      ['issn', '0305-1048'],
      ['issn', '1362-4962'],
    ],
  )
  assert.deepEqual(
    [fourth?.doi, fourth?.type, fourth?.title],
    ['10.48550/arxiv.1706.03762', 'posted-content', 'Attention Is All You Need'],
  )
  assert.match(sixth?.abstract ?? '', /test prefix\. Its abstract continues on a second line without a tag\.$/)
  assert.deepEqual(JSON.parse(sixth?.authors_json ?? ''), [{ family: 'Carberry', given: 'Josiah' }])
  assert.equal(sixth?.extra_json, '{"KW":"psychoceramics; test record","ID":"carberry2008"}')
})

test('PAP-5.1 a BibTeX list keeps the case of titles, and a broken entry takes no other with it', async () => {
  const { rows } = await sample('sample.bib')
  const { entries_seen, inserted, errors } = expected['sample.bib']

  assert.deepEqual([rows.length, draftsOf(rows).length], [entries_seen, inserted])
  assert.equal(rows.filter(({ kind }) => kind === 'error').length, errors)
  const codes = rows.flatMap((row) =>
    row.kind === 'error' ? [[/\{(\w+),/.exec(row.raw)?.[1], codesOf(row)[0]] as const] : [],
  )
  assert.deepEqual(Object.fromEntries(codes), expected['sample.bib'].error_codes)
  assert.equal(rows[6]?.line, 60, 'a broken entry is told of by its line')
  const [atlas, cms, andp, attention, snakemake, after] = draftsOf(rows)
  assert.match(atlas?.title ?? '', /for the Standard Model Higgs boson with the ATLAS detector at the LHC$/)
  assert.deepEqual([atlas?.journal, atlas?.published_on, atlas?.pages], ['Physics Letters B', '2012-09', '1-29'])
  assert.equal(cms?.doi, '10.1016/j.physletb.2012.08.021')
  assert.deepEqual([andp?.title, andp?.language], ['Zur Elektrodynamik bewegter Körper', 'de'])
  assert.deepEqual([attention?.doi, attention?.type], ['10.48550/arxiv.1706.03762', 'posted-content'])
  assert.deepEqual([snakemake?.journal, snakemake?.published_on], ['F1000Research', '2021-04-19'])
  assert.equal(after?.doi, '10.5555/afterbroken')
})

test('PAP-5.1 a PubMed list gives the DOI among its identifiers', async () => {
  const { rows } = await sample('sample.nbib')
  const [first, second] = draftsOf(rows)

  assert.equal(rows.length, expected['sample.nbib'].records)
  assert.deepEqual(rows.flatMap(codesOf), [])
  assert.deepEqual(
    [first?.doi, first?.issn, first?.journal, first?.type, first?.language],
    ['10.1371/journal.pmed.0020124', '1549-1676', 'PLoS Medicine', 'journal-article', 'en'],
  )
  assert.deepEqual(second?.identifiers.slice(0, 2), [
    ['pmid', '33782057'],
    ['pmcid', 'PMC8005924'],
  ])
})

const wos = `FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, J
   Roe, RA
TI A long title that is carried
   on in a second line
SO JOURNAL OF TESTS
DT Article; Early Access
PY 2021
PD MAR 4
DI 10.5555/wos.1
SN 1549-1676
UT WOS:000123456789012
ER

PT J
TI Second
DI 10.5555/wos.2
ER
EF
`

test('PAP-5.1 plain text of Web of Science is read as its tab-delimited form is', async (t) => {
  const { inspection, rows } = await readList(await listOf(t, wos, 'savedrecs.txt'))
  const [first, second] = draftsOf(rows)

  assert.equal(inspection.preset, 'wos-plain')
  assert.equal(first?.title, 'A long title that is carried on in a second line')
  assert.deepEqual(JSON.parse(first?.authors_json ?? ''), [
    { family: 'Doe', given: 'J' },
    { family: 'Roe', given: 'RA' },
  ])
  assert.deepEqual([first?.published_on, first?.doi, first?.type], ['2021-03-04', '10.5555/wos.1', 'journal-article'])
  assert.deepEqual(first?.identifiers[0], ['wos_ut', 'WOS:000123456789012'])
  assert.equal(second?.doi, '10.5555/wos.2')
})

const works = [
  {
    DOI: '10.5555/json.1',
    title: ['First "work"'],
    'container-title': ['Journal of {Braces}'],
    type: 'journal-article',
    author: [{ family: 'Carberry', given: 'Josiah' }, { name: 'The Consortium' }],
    issued: { 'date-parts': [[2012, 9]] },
    ISSN: ['1549-1676', '0028-0836'],
    page: '1-2',
    'is-referenced-by-count': 3,
  },
  { DOI: '10.5555/json.2', title: 'Second', issued: { 'date-parts': [[2013, 1, 2]] } },
]

test('PAP-5.1 arrays, lines and answers of Crossref in JSON give the same papers', async (t) => {
  const shapes = [
    JSON.stringify(works),
    JSON.stringify(works, null, 2),
    works.map((work) => JSON.stringify(work)).join('\n'),
    JSON.stringify({ status: 'ok', 'message-type': 'work-list', message: { 'total-results': 2, items: works } }),
  ]
  for (const [at, text] of shapes.entries()) {
    const { rows } = await readList(await listOf(t, text, `works-${at}.json`))
    const [first, second] = draftsOf(rows)
    assert.equal(rows.length, 2, `shape ${at}`)
    assert.deepEqual(
      [first?.title, first?.journal, first?.doi, first?.published_on, first?.issn, first?.pages],
      ['First "work"', 'Journal of {Braces}', '10.5555/json.1', '2012-09', '1549-1676', '1-2'],
    )
    assert.deepEqual(JSON.parse(first?.authors_json ?? ''), [
      { family: 'Carberry', given: 'Josiah' },
      { literal: 'The Consortium' },
    ])
    assert.equal(first?.extra_json, '{"is-referenced-by-count":"3"}')
    assert.equal(second?.published_on, '2013-01-02')
  }
})

test('PAP-5.4 records that are none are told of by line, and the others come in', async (t) => {
  const cases = [
    [
      'TY  - JOUR\nDO  - 10.5555/a\nER  - \nTI  - Without a beginning\nER  - \nTY  - JOUR\nDO  - 10.5555/b\nER  - \n',
      4,
    ],
    ['@article{a, doi={10.5555/a}}\n@article{b, title={Open\n@article{c, doi={10.5555/b}}\n', 2],
    ['{"DOI":"10.5555/a"}\n{"DOI":"10.5555/x",}\n{"DOI":"10.5555/b"}\n', 2],
    ['{"DOI":"10.5555/a"}\n{}\n{"DOI":"10.5555/b"}\n', 2],
  ] as const
  for (const [text, line] of cases) {
    const { rows } = await readList(await listOf(t, text, 'list'))
    assert.deepEqual(
      rows.map((row) => (row.kind === 'draft' ? row.draft.doi : row.line)),
      ['10.5555/a', line, '10.5555/b'],
      text,
    )
  }
})

test('PAP-5.1 what programs do otherwise with RIS is understood', async (t) => {
  const doiOf = async (lines: string): Promise<string | null | undefined> => {
    const { rows } = await readList(await listOf(t, `1.\r\nTY  - JOUR\r\n${lines}\r\nER  -\r\n`, 'list.ris'))
    assert.deepEqual(rows.flatMap(codesOf), lines.includes('TI') ? [] : ['title_missing'])
    return draftsOf(rows)[0]?.doi
  }

  assert.equal(await doiOf('DO  - 10.5555/a\r\nDO  - https://doi.org/10.5555/A'), '10.5555/a')
  for (const tag of ['M3', 'L3', 'C7', 'N1'])
    assert.equal(await doiOf(`TI  - One\r\n${tag}  - doi:10.5555/a`), '10.5555/a', tag)
  assert.equal(await doiOf('UR  - https://doi.org/10.5555/a\r\nTI  - One\r\nSN  - 1549-1676 (ISSN)'), '10.5555/a')
})

test('PAP-5.1 macros, concatenation, accents and a missing comma are understood in BibTeX', async (t) => {
  const text = `@string{j = "Journal"}
@string(ed = {Tests})
Words between entries are no entry.
@article{one, journal = j # " of " # ed, title = "{\\'E}tudes sur $x^2$ and {DNA}", author = {M{\\"u}ller, J{\\"o}rg and {The Team}}, year = 2001 }
@comment{@article{no, title={None}}}
@article(two, title = {Round brackets}, doi = {10.5555/under\\_score})
@ARTICLE{two, title = {The same key}, doi = {10.5555/c}}
`
  const { rows } = await readList(await listOf(t, text, 'list.bib'))
  const [one, two, three] = draftsOf(rows)

  assert.equal(rows.length, 3)
  assert.deepEqual([one?.journal, one?.published_on], ['Journal of Tests', '2001'])
  assert.match(one?.title ?? '', /^Études sur .* and DNA$/)
  assert.deepEqual(JSON.parse(one?.authors_json ?? ''), [{ family: 'Müller', given: 'Jörg' }, { literal: 'The Team' }])
  assert.equal(two?.doi, '10.5555/under_score')
  assert.equal(three?.title, 'The same key')
})

test('PAP-5.9 however a list is cut into pieces, its records are the same', async () => {
  const texts = [
    ...['sample.ris', 'sample.nbib', 'sample.bib'].map((name) => readFileSync(join(samples, name), 'utf8')),
    wos.replaceAll('\n', '\r'),
    JSON.stringify(works, null, 1),
    works.map((work) => JSON.stringify(work)).join('\r\n'),
  ]
  for (const text of texts) {
    const whole = await recordsOf(text, text.length)
    assert.ok(whole.length > 1)
    for (const length of [1, 2, 7, 64]) assert.deepEqual(await recordsOf(text, length), whole)
  }
})

test('PAP-5.3 a record beyond 1 MiB is left out, and the next one comes in', async (t) => {
  const long = 'x'.repeat(2_500_000)
  const cases = [
    `TY  - JOUR\nAB  - ${long}\nER  - \nTY  - JOUR\nDO  - 10.5555/b\nER  - \n`,
    `@article{a, title={${long}}}\n@article{b, doi={10.5555/b}}\n`,
    `[{"title":"${long}"},\n{"DOI":"10.5555/b"}]`,
  ]
  for (const text of cases) {
    const { rows } = await readList(await listOf(t, text, 'list'))
    assert.deepEqual(
      rows.map((row) => (row.kind === 'draft' ? row.draft.doi : codesOf(row)[0])),
      ['row_too_long', '10.5555/b'],
    )
  }
})

async function recordsOf(text: string, pieceLength: number): Promise<NamedRecord[]> {
  const reader = await formOf(text)?.open()
  assert.ok(reader)
  const records: NamedRecord[] = []
  for (let from = 0; from < text.length; from += pieceLength)
    records.push(...reader.push(text.slice(from, from + pieceLength), false))
  return [...records, ...reader.push('', true)]
}
