import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import type { Platform } from '../../../platform/platform.ts'
import { findViolations } from '../invariants.ts'
import { mergePapers, undoMerge } from '../merging-papers.ts'
import { restorePaper } from '../single-papers.ts'
import { addPapers, openPapersHouse, sendFile } from './pages-support.ts'
import { clockAt } from './support.ts'

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20_000, 65), Buffer.from('\nstartxref\n0\n%%EOF\n')])

const twins = [
  {
    title: 'On whales',
    journal: 'Sea',
    status: 'failed',
    failure_code: 'no_open_copy',
    sources_json: '{"title":"user"}',
  },
  {
    title: 'ON WHALES',
    doi: '10.5555/whales',
    journal: 'The Sea',
    volume: '7',
    sources_json: '{"doi":"crossref","volume":"crossref"}',
  },
]

/** Everything that a merge may touch, but for times and versions. */
async function stateOf({ db }: Platform) {
  const papers = await db
    .selectFrom('papers')
    .select(['id', 'title', 'doi', 'journal', 'volume', 'status', 'failure_code', 'fulltext_state', 'sources_json'])
    .orderBy('seq')
    .execute()
  const names = await db.selectFrom('papers_ids').selectAll().orderBy('paper_id').orderBy('scheme').execute()
  const files = await db.selectFrom('papers_files').select(['paper_id', 'sha256']).orderBy('sha256').execute()
  const tags = await db
    .selectFrom('papers_tags')
    .select(['paper_id', 'tag'])
    .orderBy('paper_id')
    .orderBy('tag')
    .execute()
  return JSON.parse(JSON.stringify({ papers, names, files, tags }))
}

for (const kind of databaseKinds) {
  test(`PAP-5.7 two papers become one with identifiers, files, tags and history, and two again (${kind})`, async (t) => {
    const { as, platform } = await openHouse(t, { kind })
    const [kept = '', gone = ''] = await addPapers(platform, twins)
    await platform.db
      .insertInto('papers_ids')
      .values([
        { paper_id: kept, scheme: 'pmid', value: '1' },
        { paper_id: gone, scheme: 'pmid', value: '1' },
        { paper_id: gone, scheme: 'arxiv', value: '2001.00001' },
      ])
      .execute()
    await as('ada').post(`/papers/list/${gone}/tags`, { tag: 'sea' })
    await sendFile(as('ada'), `/papers/list/${gone}/files`, { name: 'x.pdf', content: pdf })
    const before = await stateOf(platform)

    await as('ada').post('/papers/merges', { keep: kept, merge: gone, next: 'paper' })

    const { papers, names, files, tags } = await stateOf(platform)
    assert.deepEqual(
      papers.map(({ sources_json, ...paper }: Record<string, unknown>) => paper),
      [
        {
          ...before.papers[0],
          doi: '10.5555/whales',
          volume: '7',
          status: 'done',
          failure_code: null,
          fulltext_state: 'stored',
        },
        { ...before.papers[1], doi: null, status: 'deleted' },
      ].map(({ sources_json, ...paper }) => paper),
      'what the kept one knew stays: its title, its journal',
    )
    assert.deepEqual(JSON.parse(papers[0].sources_json), { title: 'user', doi: 'crossref', volume: 'crossref' })
    assert.deepEqual(names, [
      { paper_id: kept, scheme: 'arxiv', value: '2001.00001' },
      { paper_id: kept, scheme: 'pmid', value: '1' },
    ])
    assert.deepEqual([files[0].paper_id, tags[0]], [kept, { paper_id: kept, tag: 'sea' }])
    const page = (await as('cleo').get(`/papers/list/${kept}`)).body
    assert.match(page, /“ON WHALES” was merged into this paper\./)
    assert.match(page, /Tag added: sea\./, 'the history of both')
    assert.match((await as('cleo').get(`/papers/list/${gone}`)).body, /It was merged into another paper:/)

    const { id } = await platform.db.selectFrom('papers_merges').select('id').executeTakeFirstOrThrow()
    await as('ada').post(`/papers/merges/${id}/undo`)

    assert.deepEqual(await stateOf(platform), before)
    assert.deepEqual(await findViolations(platform.db), [])
    assert.equal((await as('ada').post(`/papers/merges/${id}/undo`)).statusCode, 404, 'a second time there is nothing')
  })
}

test('PAP-5.7 what somebody changed after a merge stays as they wrote it when it is undone', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [kept = '', gone = ''] = await addPapers(platform, twins)
  const merge = await mergePapers(platform, 'ada', kept, gone)
  await as('ada').json('PATCH', `/api/v1/papers/papers/${kept}`, { volume: '8', doi: '10.5555/other' })

  await undoMerge(platform, 'ada', merge)

  const { papers } = await stateOf(platform)
  assert.deepEqual([papers[0].volume, papers[0].doi, papers[1].doi], ['8', '10.5555/other', null])
})

test('PAP-5.7 a merged paper comes back by undoing the merge alone, and for 30 days', async (t) => {
  const clock = clockAt('2026-03-10T10:00:00.000Z')
  const { as, platform } = await openHouse(t, { now: clock.now })
  const [kept = '', gone = ''] = await addPapers(platform, twins)
  const merge = await mergePapers(platform, 'ada', kept, gone)

  await assert.rejects(restorePaper(platform, 'ada', gone), { code: 'papers.merged-away' })
  const bulk = await as('ada').json('POST', '/api/v1/papers/papers/bulk', { action: 'restore', ids: [gone] })
  assert.deepEqual(bulk.json(), { done: 0, left: 1 })

  clock.forward(31 * 24 * 3600)
  await assert.rejects(undoMerge(platform, 'ada', merge), { code: 'papers.merge-old' })
  clock.at('2026-04-01T10:00:00.000Z')
  await undoMerge(platform, 'ada', merge)
  assert.equal((await stateOf(platform)).papers[1].status, 'new')
})

test('PAP-5.7 papers that cannot be merged are left as they are, with the reason', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [one = '', other = '', gone = ''] = await addPapers(platform, [
    ...twins,
    { title: 'Gone', status: 'deleted', status_before_delete: 'new' },
  ])
  const before = await stateOf(platform)

  for (const merge of [one, gone]) {
    const answer = await as('ada').json('POST', `/api/v1/papers/papers/${one}/merges`, { merge })
    assert.deepEqual([answer.statusCode, answer.json().code], [409, 'papers.merge-refused'])
  }
  const unknown = await as('ada').json('POST', `/api/v1/papers/papers/${one}/merges`, { merge: 'nobody' })
  assert.equal(unknown.json().code, 'papers.unknown')
  assert.equal((await as('cleo').post('/papers/merges', { keep: one, merge: other })).statusCode, 403)

  assert.deepEqual(await stateOf(platform), before)
})

test('PAP-5.7 any two papers stand beside each other, by DOI or by the address of their page', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [one = '', other = ''] = await addPapers(platform, twins)

  const compared = await as('ada').get(
    `/papers/compare?one=${one}&other=${encodeURIComponent('https://doi.org/10.5555/WHALES')}`,
  )
  const byAddress = await as('cleo').get(`/papers/compare?one=${one}&other=http://house.test/papers/list/${other}`)
  const nothing = await as('ada').get(`/papers/compare?one=${one}&other=10.5555/nothing`)

  assert.match(compared.body, /<tr class="differs"><th scope="row">Journal/)
  assert.match(compared.body, /Keep this one/)
  assert.match(byAddress.body, /ON WHALES/)
  assert.doesNotMatch(byAddress.body, /Keep this one/, 'a reader decides nothing')
  assert.equal(nothing.headers.location, `/papers/list/${one}`)
})
