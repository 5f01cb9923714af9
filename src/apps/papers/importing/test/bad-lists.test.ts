import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { startImport } from '../../importing.ts'
import { countIssues, listImports, listIssues } from '../../queries/imports.ts'
import { issueFile, rejectedRowsFile } from '../error-files.ts'
import { ada, importList, upload } from './import-house.ts'
import { listOf, refusalOf } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

const linkOf = (id: string): string => `/papers/${id}`

test('PAP-5.3 what is no list is refused with what it is, and leaves nothing behind', async (t) => {
  const platform = await openWorkingHouse(t, 'sqlite')
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a'))
  const files: readonly [content: string | Uint8Array, name: string, code: string][] = [
    ['', 'empty.csv', 'papers.file-empty'],
    ['%PDF-1.7\n…', 'list.csv', 'papers.file-is-pdf'],
    ['<!doctype html><title>Sign in</title>', 'list.csv', 'papers.file-is-html'],
    [bomb, 'bomb.csv.gz', 'papers.file-unpacks-too-large'],
  ]

  for (const [content, name, code] of files) {
    assert.equal(await refusalOf(upload(platform, await listOf(t, content, name))), code)
  }

  assert.deepEqual(await listImports(platform.db), [])
  assert.deepEqual(await platform.db.selectFrom('files').selectAll().execute(), [])
})

test('PAP-5.3 a list without a title or DOI column can be kept as a draft, and not be started', async (t) => {
  const platform = await openWorkingHouse(t, 'sqlite')
  const { id } = await upload(platform, await listOf(t, 'colour,size\nred,1\n'))

  assert.equal(await refusalOf(startImport(platform, ada, id)), 'papers.no-identity-column')
})

for (const kind of databaseKinds) {
  test(`PAP-R-024 10,000 broken rows among 20,000: each is reported, the others are in (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const broken = (row: number): string => `Broken ${row},not a DOI ${row},`
    const rows = Array.from({ length: 20_000 }, (_, at) => (at % 2 === 0 ? `Paper ${at},10.5555/p.${at},` : broken(at)))
    const path = await listOf(t, `title,doi,colour\n${rows.join('\n')}\n`)

    const list = await importList(platform, path)

    const { inserted, errors, rows_done } = list
    assert.deepEqual({ inserted, errors, rows_done }, { inserted: 10_000, errors: 10_000, rows_done: 20_000 })
    const counts = await countIssues(platform.db, list.id)
    assert.deepEqual(
      counts.map(({ code, count }) => [code, count]),
      [['doi_invalid', 10_000]],
    )
    const said = (await textOf(issueFile(platform.db, list, linkOf))).split('\r\n')
    assert.equal(said[0], '\ufeffrow,line,severity,code,column,value,message,action taken,paper')
    assert.match(said[1] ?? '', /^2,3,error,doi_invalid,doi,not a DOI 1,/)
    assert.equal(said.length, 10_000 + 2)
    const rejected = (await textOf(rejectedRowsFile(platform.db, list))).split('\r\n')
    assert.equal(rejected[0], '\ufefferror,title,doi,colour')
    assert.equal(rejected[1], `The text in the DOI column is not a DOI.,${broken(1)}`)
    assert.equal(rejected[10_000], `The text in the DOI column is not a DOI.,${broken(19_999)}`)
  })

  test(`PAP-R-024 the rows left out can be corrected and uploaded again (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const list = await importList(
      platform,
      await listOf(t, 'title;doi\nGood;10.5555/a\n"Bad; one";nonsense\nWorse;10.5555/b;c;d\n'),
    )
    const rejected = await textOf(rejectedRowsFile(platform.db, list))

    const corrected = rejected.replace('nonsense', '10.5555/c').replace('10.5555/b;c;d', '10.5555/b')
    const again = await importList(platform, await listOf(t, corrected))

    assert.deepEqual([again.inserted, again.errors], [2, 0])
    const titles = await platform.db.selectFrom('papers').select('title').orderBy('seq').execute()
    assert.deepEqual(
      titles.map(({ title }) => title),
      ['Good', 'Bad; one', 'Worse'],
    )
  })

  test(`PAP-R-024 records left out of a BibTeX list go back in the same form (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const text = '@article{a, doi={10.5555/a}}\n@article{b, title={B}, doi={nonsense}}\n@article{c, title={Open\n'
    const list = await importList(platform, await listOf(t, text, 'list.bib'))
    const rejected = await textOf(rejectedRowsFile(platform.db, list))

    assert.match(rejected, /^\ufeff% The text in the DOI column is not a DOI\.\n@article\{b/)
    const corrected = rejected.replace('nonsense', '10.5555/b').replace('{Open', '{Closed}}')
    const again = await importList(platform, await listOf(t, corrected, 'again.bib'))

    assert.deepEqual([list.format, list.inserted, list.errors], ['bibtex', 1, 2])
    assert.deepEqual([again.format, again.inserted, again.errors], ['bibtex', 2, 0])
  })

  test(`PAP-9.1 cells that a spreadsheet would run are harmless in the issue file (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const list = await importList(platform, await listOf(t, 'title,doi\nA,=HYPERLINK("x")\n'))

    assert.ok((await textOf(issueFile(platform.db, list, linkOf))).includes(`"'=HYPERLINK(""x"")"`))
  })

  test(`PAP-5.9 of very many issues the first are stored and the rest are counted (${kind})`, async (t) => {
    const platform = await openWorkingHouse(t, kind)
    const rows = Array.from({ length: 101_000 }, (_, at) => `Title ${at}`)

    const list = await importList(platform, await listOf(t, `title\n${rows.join('\n')}\n`))

    assert.deepEqual([list.inserted, list.warnings, list.issues], [101_000, 101_000, 101_000])
    const [stored] = await countIssues(platform.db, list.id)
    assert.deepEqual([stored?.code, stored?.count], ['no_identifier', 100_000])
    const last = await listIssues(platform.db, list.id, { limit: 1, skip: 99_999 })
    assert.equal(last[0]?.row_number, 100_000)
    assert.match(await textOf(issueFile(platform.db, list, linkOf)), /1000 more are counted and not listed\.\r\n$/)
  })
}
