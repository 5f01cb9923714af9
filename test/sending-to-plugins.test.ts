import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { addPapers } from '../src/apps/papers/test/pages-support.ts'
import { clearSent } from '../src/apps/plugins/tasks/clearing.ts'
import { tokenOf } from '../src/apps/plugins/test/members.ts'
import { openRunner } from '../src/apps/plugins/test/support.ts'

const environment = { LYCEUM_RUNNER_ACCESS: 'members' }
const papers = [
  { title: '=1+1, or: sums', journal: 'Hay' },
  { title: 'Second', journal: 'Straw' },
  { title: 'Third', journal: 'Hay' },
]
/** Address of the file that a page asks a plugin for. */
function sentBy({ statusCode, headers, body }: LightMyRequestResponse): string {
  assert.equal(statusCode, 303, body)
  return new URL(String(headers.location), 'http://x').searchParams.get('data') ?? assert.fail('no file')
}

test('ticked papers, all that match, and observations go to a plugin as entities, just as they stand then', async (t) => {
  const { as, get, post, settled, platform } = await openRunner(t, { environment })
  const ids = await addPapers(platform, papers)
  const ada = await tokenOf({ platform }, 'ada')
  const linesAt = async (address: string) => (await get(address)).body.trim().split('\r\n')

  const page = await as('ada').post('/papers/list/send', { id: ids.slice(0, 2) })
  const unused = sentBy(await as('ada').post('/papers/list/send', { id: ids.slice(2) }))
  const matching = sentBy(await as('ada').post('/papers/list/send', { scope: 'all', q: 'journal:hay' }))
  const observed = sentBy(await as('ada').post('/observations/search/send?go=1&target=ngc4507'))
  await platform.db
    .updateTable('papers')
    .set({ title: 'Changed' })
    .where('id', '=', ids[0] ?? '')
    .execute()

  const [head = '', first, ...more] = await linesAt(sentBy(page))
  assert.match(head, /^ID,href,title,doi,/)
  const href = `${platform.config.baseUrl}/papers/list/${ids[0]}`
  assert.equal(first?.slice(0, first.indexOf(',,')), `${ids[0]},${href},"=1+1, or: sums"`, 'no text is changed')
  assert.deepEqual(
    more.map((line) => line.split(',')[0]),
    [ids[1]],
  )
  assert.match((await linesAt(observed)).join('\n'), /^ID,href,targname.*\n2150,http.*\n12292,http[^\n]*$/)
  const offer = await as('ada').get(String(page.headers.location))
  assert.match(offer.body, /Meant for it[\s\S]*entity-filter[\s\S]*Takes anything/)

  const form = { inputFileUrl: matching, attributeFilterStrategy: 'ALLOWLIST', rowSampling: 'ALL_ROWS' }
  await post('/plugins/entity-filter@v0-2-2/process/', form, ada.headers)
  const run = await settled('/tasks/1/', ada.headers)
  assert.equal(run.status, 'SUCCESS', run.log)
  assert.match((await get(run.outputs[0]?.href ?? '')).body, /=1\+1[\s\S]*Third/)
  assert.match(
    (await as('ada').get('/plugins/tasks/1')).body,
    /papers-\d{4}-\d\d-\d\d\.csv/,
    'what went in has its name',
  )

  const later = { ...platform, now: () => new Date(Date.now() + 31 * 24 * 3_600_000).toISOString() }
  assert.deepEqual(await clearSent(platform, t.signal), { removed: 0 })
  assert.deepEqual(await clearSent(later, t.signal), { removed: 3 })
  assert.equal((await get(unused)).statusCode, 404)
  assert.equal((await get(matching)).statusCode, 200, 'a run was made of it')
})

test('who may not run plugins sends nothing, an empty choice is refused, and only the whole address opens the file', async (t) => {
  const { as, get, platform } = await openRunner(t, { environment, worker: false })
  await addPapers(platform, papers)
  const wayOut = /formaction="\/papers\/list\/send"/
  assert.match((await as('ada').get('/papers/list')).body, wayOut)
  assert.match(
    (await as('ada').get('/observations/search?go=1&obsid=2150')).body,
    /search\/send\?go=1&amp;.*obsid=2150/,
  )

  assert.doesNotMatch((await as('cleo').get('/papers/list')).body, wayOut)
  for (const path of ['/papers/list/send', '/observations/search/send?go=1'])
    assert.equal((await as('cleo').post(path, { scope: 'all' })).statusCode, 403, path)
  assert.match((await as('ada').post('/papers/list/send', {})).body, /No paper is ticked/)
  assert.equal(
    (await as('ada').post('/observations/search/send?go=1&obsid=x')).headers.location,
    '/observations/search?go=1&obsid=x',
  )
  const address = sentBy(await as('ada').post('/papers/list/send', { scope: 'all' }))
  assert.equal((await get(address)).statusCode, 200)
  assert.equal((await get(`${address}x`)).statusCode, 404)
  assert.equal((await get(address.replace(/\?.*/, ''))).statusCode, 422)
})
