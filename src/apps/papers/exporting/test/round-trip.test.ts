import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds } from '../../../../../test/support/databases.ts'
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
    const folder = await mkdtemp(join(tmpdir(), 'papers-round-trip-'))
    t.after(() => rm(folder, { recursive: true }))
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

/** In the order in which they came. */
async function papersOf({ db }: Platform): Promise<Record<string, unknown>[]> {
  const papers = await db.selectFrom('papers').select(fields).orderBy('seq').execute()
  return papers.map((paper) => ({ ...paper }))
}
