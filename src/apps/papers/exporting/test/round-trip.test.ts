import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { importList } from '../../importing/test/import-house.ts'
import { listOf, samples } from '../../importing/test/lists.ts'
import { openWorkingHouse } from '../../importing/test/working-house.ts'
import { everyPaper } from '../../searching/paper-filter.ts'
import { exportFormats } from '../formats.ts'

const lists = ['papers_minimal.csv', 'scopus_like.csv', 'openalex_like.csv', 'sample.ris', 'sample.bib', 'sample.nbib']

/** What no form may lose; a form is given what it cannot hold. */
const fields = [
  'doi',
  'title',
  'journal',
  'type',
  'language',
  'published_on',
  'issn',
  'volume',
  'issue',
  'pages',
  'article_number',
  'publisher',
  'abstract',
  'authors_json',
] as const

/** Types that a form has no word of its own for come back as another. */
const typesLost: Readonly<Record<string, readonly string[]>> = {
  ris: ['peer-review', 'component'],
  bib: ['peer-review', 'component'],
}

/** Marks that these forms would take for their own. */
const awkward = `title,doi,journal,authors,published,pages,abstract,type
"50% of {braces}, $x_1$ & #2 ~ ^ \\ back",10.5555/a_b%7bc%7d,"A & B",ATLAS Collaboration; Müller-Lüdenscheidt,2001-02-03,e12-e15,"Two
lines",peer-review
=SUM(A1),10.5555/awkward.2,@Journal,"O'Neil, Ann-Marie",1999,7,,component
`

for (const kind of databaseKinds) {
  test(`PAP-M3 papers that leave in any form come back as they were (${kind})`, async (t) => {
    const house = await openWorkingHouse(t, kind)
    for (const name of lists) await importList(house, join(samples, name))
    await importList(house, await listOf(t, awkward))
    const folder = emptyFolder(t)
    const before = await papersOf(house)
    assert.ok(before.length > 60)

    for (const { extension, write } of exportFormats.filter(({ extension }) => extension !== 'jsonl')) {
      const path = join(folder, `papers.${extension}`)
      let text = ''
      for await (const piece of write(house.database, everyPaper)) text += piece
      await writeFile(path, text)
      const other = await openWorkingHouse(t, kind)
      const list = await importList(other, path)

      assert.deepEqual([list.errors, list.inserted], [0, before.length], extension)
      const lost = typesLost[extension] ?? []
      const wanted = before.map((paper) => ({
        ...paper,
        type: lost.includes(String(paper.type)) ? 'other' : paper.type,
      }))
      for (const [at, paper] of (await papersOf(other)).entries()) assert.deepEqual(paper, wanted[at], extension)
    }
  })
}

const manyTags = `doi,title,lyceum_tags
10.5555/tag.1,First,"round 1, c++ ; Größe"
10.5555/tag.2,Second,
10.5555/tag.3,Third,"round 1;round 1;no!"
`

test('PAP-M3 tags leave with their papers and come back with them', async (t) => {
  const house = await openWorkingHouse(t, 'sqlite')

  const list = await importList(house, await listOf(t, manyTags))

  const given = ['1 c++', '1 größe', '1 round 1', '3 round 1']
  assert.deepEqual([list.inserted, list.warnings, await tagsByPaper(house)], [3, 1, given])
  for (const { extension, write } of exportFormats.filter(({ extension }) => /csv|jsonl/.test(extension))) {
    let text = ''
    for await (const piece of write(house.database, everyPaper)) text += piece
    const other = await openWorkingHouse(t, 'sqlite')
    await importList(other, await listOf(t, text, `papers.${extension}`))
    assert.deepEqual(await tagsByPaper(other), given, extension)
  }
})

for (const kind of databaseKinds) {
  test(`PAP-M3 a list gives tags to papers that are there as its policy says, and takes none off (${kind})`, async (t) => {
    const house = await openWorkingHouse(t, kind)
    await importList(house, await listOf(t, 'doi,title,tags\n10.5555/tag.1,First,old\n'))
    const again = await listOf(t, 'doi,title,tags\n10.5555/tag.1,First,new\n')

    const skipped = await importList(house, again, { policy: 'skip' })
    assert.deepEqual([skipped.updated, await tagsByPaper(house)], [0, ['1 old']])

    const filled = await importList(house, again, { policy: 'fill' })
    assert.deepEqual([filled.updated, await tagsByPaper(house)], [1, ['1 new', '1 old']])

    const repeated = await importList(house, again, { policy: 'update' })
    assert.equal(repeated.updated, 0)
  })
}

async function tagsByPaper({ db }: Platform): Promise<string[]> {
  const rows = await db
    .selectFrom('papers_tags')
    .innerJoin('papers', 'papers.id', 'papers_tags.paper_id')
    .select(['papers.doi', 'papers_tags.tag'])
    .execute()
  return rows.map(({ doi, tag }) => `${doi?.slice('10.5555/tag.'.length)} ${tag}`).sort()
}

/** In the order in which they came. */
async function papersOf({ db }: Platform): Promise<Record<string, unknown>[]> {
  const papers = await db.selectFrom('papers').select(fields).orderBy('seq').execute()
  return papers.map((paper) => ({ ...paper }))
}
