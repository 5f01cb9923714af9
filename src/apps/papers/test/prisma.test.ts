import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { mergePapers } from '../merging-papers.ts'
import { addPapers, importSample } from './pages-support.ts'

for (const kind of databaseKinds) {
  test(`PAP-1.2 PRISMA counts add up from the rows of lists to full texts, and leave as CSV (${kind})`, async (t) => {
    const house = await openHouse(t, { kind, worker: true })
    const { as, platform } = house
    const page = await importSample(house, 'messy_semicolon_cp1252.csv')
    const list = page.split('/').at(-1) ?? ''
    const [one = '', other = ''] = await addPapers(platform, [
      { title: 'Kept' },
      { title: 'Merged' },
      { title: 'Excluded', status: 'deleted', status_before_delete: 'new' },
      { title: 'Found', status: 'done', fulltext_state: 'stored' },
      { title: 'Fine without', status: 'done' },
      { title: 'Closed', status: 'failed', failure_code: 'no_open_copy' },
    ])
    await mergePapers(platform, 'ada', one, other)
    await as('ada').post(`/papers/list/${one}/tags`, { tag: 'included' })
    const { rows_done, inserted, errors } = await platform.db
      .selectFrom('papers_imports')
      .select(['rows_done', 'inserted', 'errors'])
      .executeTakeFirstOrThrow()
    const [rows, added, unread] = [Number(rows_done), Number(inserted), Number(errors)]
    assert.ok(rows > added, 'the sample repeats papers, or this test means nothing')

    const counts = (await as('cleo').get('/api/v1/papers/prisma?tag=included')).json()
    const { lists: _, ...numbers } = counts
    const program = counts.identified[0].label

    assert.deepEqual(numbers, {
      identified: [{ label: program, count: rows }],
      otherRecords: 6,
      repeated: rows - added - unread,
      merged: 1,
      unread,
      screened: added + 5,
      excluded: 1,
      sought: added + 4,
      retrieved: 1,
      notRetrieved: [
        { label: '', count: 1 },
        { label: 'no_open_copy', count: 1 },
      ],
      underWay: added + 1,
      included: 1,
    })
    const ofList = (await as('cleo').get(`/api/v1/papers/prisma?list=${list}`)).json()
    assert.deepEqual([ofList.otherRecords, ofList.merged, ofList.screened, ofList.included], [0, 0, added, null])

    const csv = (await as('cleo').get('/papers/prisma.csv')).body
    assert.match(
      csv,
      new RegExp(`^stage,what,count\\r\\nidentification,[^,]*,${rows}\\r\\nidentification,other,6\\r\\n`),
    )
    assert.match(csv, /\r\nnot_retrieved,no_open_copy,1\r\n/)
    const shown = (await as('cleo').get('/papers/prisma?tag=included')).body
    assert.match(shown, /No open copy of this paper is known\. \(n = 1\)/)
    assert.match(shown, /Papers with the tag <strong>\(n = 1\)/)
  })
}

test('PAP-1.2 an empty house has PRISMA counts of zero', async (t) => {
  const { as } = await openHouse(t)
  const { screened, sought, retrieved, notRetrieved } = (await as('cleo').get('/api/v1/papers/prisma')).json()
  assert.deepEqual([screened, sought, retrieved, notRetrieved], [0, 0, 0, []])
  assert.match((await as('cleo').get('/papers/prisma')).body, /Records identified <strong>\(n = 0\)/)
})
