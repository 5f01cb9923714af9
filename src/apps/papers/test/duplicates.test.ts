import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse, startTestWorker } from '../../../../test/support/house.ts'
import { until } from '../../../../test/support/until.ts'
import type { Platform } from '../../../platform/platform.ts'
import { areAlike } from '../duplicates/likeness.ts'
import { findDuplicates } from '../duplicates/task.ts'
import { titleFingerprint } from '../importing/fingerprint.ts'
import type { Comparable } from '../queries/likenesses.ts'
import { addPapers } from './pages-support.ts'

type Known = Partial<Omit<Comparable, 'authors_json'>> & { author?: string }

const paper = ({ author, ...known }: Known): Comparable => ({
  seq: 1,
  id: 'one',
  doi: null,
  type: 'journal-article',
  title: 'On the habits of whales',
  title_fingerprint: titleFingerprint(known.title ?? 'On the habits of whales'),
  published_year: 2020,
  journal: null,
  pages: null,
  authors_json: author === undefined ? null : JSON.stringify([{ family: author, given: 'A.' }]),
  ...known,
})

test('PAP-5.7 papers are alike by folded title, near year and first author, else by journal or first page', () => {
  const alike: readonly (readonly [Known, Known])[] = [
    [{ author: 'Müller' }, { author: 'MULLER', title: 'On the Habits of Whales.' }],
    [{ author: 'Roe' }, { author: 'Roe', published_year: 2021 }],
    [{ author: 'Roe' }, { author: 'Roe', published_year: null }],
    [{ author: 'Roe', journal: 'Sea' }, { journal: 'SEA' }],
    [{ pages: '12-20' }, { author: 'Roe', pages: '12' }],
    [{}, {}],
    [
      { author: 'Roe', doi: '10.5555/a' },
      { author: 'Roe', doi: '10.5555/b' },
    ],
  ]
  const apart: readonly (readonly [Known, Known])[] = [
    [{ author: 'Roe' }, { author: 'Doe', journal: 'Sea' }],
    [{ author: 'Roe' }, { author: 'Roe', published_year: 2022 }],
    [{ author: 'Roe' }, { author: 'Roe', title: 'On the habits of wales' }],
    [
      { title: 'Editorial', author: 'Roe' },
      { title: 'Editorial', author: 'Roe' },
    ],
    [{ journal: 'Sea' }, { journal: 'Land' }],
    [
      { author: 'Roe', doi: '10.12688/f1000research.29032.1' },
      { author: 'Roe', doi: '10.12688/f1000research.29032.2' },
    ],
    [
      { author: 'Roe', doi: '10.1101/1', type: 'posted-content' },
      { author: 'Roe', doi: '10.5555/1' },
    ],
  ]
  for (const [one, other] of alike) {
    assert.equal(areAlike(paper(one), paper(other)), true, JSON.stringify([one, other]))
    assert.equal(areAlike(paper(other), paper(one)), true, 'whichever comes first')
  }
  for (const [one, other] of apart)
    assert.equal(areAlike(paper(one), paper(other)), false, JSON.stringify([one, other]))
})

const titled = (title: string, more: Record<string, unknown> = {}) => ({
  title,
  title_fingerprint: titleFingerprint(title),
  published_year: 2020,
  authors_json: '[{"family":"Roe"}]',
  ...more,
})

for (const kind of databaseKinds) {
  test(`PAP-5.7 likely duplicates are found, listed, decided, and not proposed again (${kind})`, async (t) => {
    const { as, platform } = await openHouse(t, { kind })
    await startTestWorker(t, platform)
    const [a = '', b = '', c = '', d = '', e = ''] = await addPapers(platform, [
      titled('On the habits of whales'),
      titled('ON THE HABITS OF WHALES.'),
      titled('Another thing altogether', { doi: '10.5555/c' }),
      titled('Something else again here', { doi: '10.5555/d' }),
      titled('On the habits of whales', { status: 'deleted', status_before_delete: 'new' }),
    ])
    await platform.db
      .insertInto('papers_ids')
      .values([c, d, e].map((paper_id) => ({ paper_id, scheme: 'pmid', value: '77' })))
      .execute()

    assert.deepEqual(await look(platform), { identifier: 1, title: 1 })
    const { items } = (await as('cleo').get('/api/v1/papers/duplicates')).json()
    assert.deepEqual(
      items.map(({ papers, rule, shared }: { papers: string[]; rule: string; shared: string }) => [
        papers,
        rule,
        shared,
      ]),
      [
        [[c, d], 'identifier', 'pmid 77'],
        [[a, b], 'title', 'On the habits of whales'],
      ],
    )
    const page = (await as('ada').get('/papers/duplicates')).body
    assert.match(page, /2 pairs wait for a decision/)
    assert.match(page, /action="\/papers\/merges"/)
    assert.match(page, /They share pmid 77\./)

    await as('ada').post('/papers/duplicates/part', { one: d, other: c })
    await as('ada').post('/papers/merges', { keep: a, merge: b })

    assert.match((await as('ada').get('/papers/duplicates')).body, /No pair waits for a decision/)
    assert.deepEqual(await look(platform), { identifier: 1, title: 0 }, 'it is still there to see')
    assert.deepEqual((await as('cleo').get('/api/v1/papers/duplicates')).json().items, [], 'and stays decided')
  })
}

/** Looks for duplicates as the button does, and waits for what was found. */
async function look(platform: Platform): Promise<unknown> {
  const { id } = await platform.db
    .transaction()
    .execute((tx) => platform.tasks.enqueue(tx, findDuplicates, {}, { askedBy: 'system' }))
  const row = () =>
    platform.db.selectFrom('tasks_jobs').select(['state', 'result_json']).where('id', '=', id).executeTakeFirstOrThrow()
  await until('the look has ended', async () => !['queued', 'running'].includes((await row()).state))
  return JSON.parse((await row()).result_json ?? 'null')
}

test('PAP-5.7 the list of pairs goes on page by page, and a reader decides nothing', async (t) => {
  const { as, platform } = await openHouse(t)
  const ids = await addPapers(
    platform,
    Array.from({ length: 24 }, (_, n) => titled(`Paper of the number ${n}`)),
  )
  const pairs = Array.from({ length: 12 }, (_, n) => [ids[2 * n] ?? '', ids[2 * n + 1] ?? ''] as const)
  await platform.db
    .insertInto('papers_likenesses')
    .values(
      pairs.map(([first_id, second_id]) => ({
        first_id,
        second_id,
        rule: 'title' as const,
        shared: '',
        found_at: platform.now(),
        parted_by: null,
        parted_at: null,
      })),
    )
    .execute()

  const first = (await as('cleo').get('/papers/duplicates')).body
  const next = /href="(\/papers\/duplicates\?cursor=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = (await as('cleo').get(next)).body

  const shown = (body: string): number => [...body.matchAll(/class="panel pair"/g)].length
  assert.deepEqual([shown(first), shown(second)], [10, 2])
  assert.doesNotMatch(first, /action="\/papers\/(?:merges|duplicates)/)
  assert.equal((await as('cleo').post('/papers/duplicates/part', { one: ids[0], other: ids[1] })).statusCode, 403)
})
