import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { partsOf } from '../addresses.ts'
import { MOST_VIEWS } from '../queries.ts'

const at = '/papers/list?q=whales&status=failed&sort=-year&cursor=abc&page=2'
const fragment = { 'hx-request': 'true' }
const menuOf = (address: string): string => `/views/menu?${new URLSearchParams({ at: address, title: 'Papers' })}`

for (const kind of databaseKinds) {
  test(`a list can be kept as it stands under a name, for oneself alone (${kind})`, async (t) => {
    const { as } = await openHouse(t, { kind })

    const saved = await as('ada').post('/views', { at, title: 'Papers', name: 'Lost whales' })
    const mine = await as('ada').get(menuOf('/papers/list?status=new'), fragment)
    const others = await as('ben').get(menuOf('/papers/list'), fragment)
    const all = await as('ada').get('/views')

    assert.equal(saved.headers.location, '/papers/list?q=whales&status=failed&sort=-year', 'and not its second page')
    assert.match(mine.body, /href="\/papers\/list\?q=whales&amp;status=failed&amp;sort=-year"[^>]*>.*Lost whales/s)
    assert.match(mine.body, /name="at" value="\/papers\/list\?status=new"/, 'what stands now can be saved too')
    assert.doesNotMatch(others.body, /Lost whales/)
    assert.match(all.body, /<h2 class="part">Papers<\/h2>.*Lost whales/s)
    assert.equal((await as('ada').get(String(saved.headers.location))).statusCode, 200, 'and it opens')
  })

  test(`the same name on the same list is taken over, on another list it is another view (${kind})`, async (t) => {
    const { as, platform } = await openHouse(t, { kind })

    await as('ada').post('/views', { at: '/papers/list?status=new', title: 'Papers', name: 'Mine' })
    await as('ada').post('/views', { at: '/papers/list?status=done', title: 'Papers', name: 'Mine' })
    await as('ada').post('/views', { at: '/jobs', title: 'Jobs', name: 'Mine' })

    const rows = await platform.db.selectFrom('views_saved').selectAll().orderBy('list').execute()
    assert.deepEqual(
      rows.map(({ list, query }) => [list, query]),
      [
        ['/jobs', ''],
        ['/papers/list', 'status=done'],
      ],
    )
  })
}

test('only who saved a view can remove it', async (t) => {
  const { as, platform } = await openHouse(t)
  await as('ada').post('/views', { at, title: 'Papers', name: 'Lost whales' })
  const { id } = await platform.db.selectFrom('views_saved').select('id').executeTakeFirstOrThrow()

  assert.equal((await as('ben').post(`/views/${id}/remove`)).statusCode, 404)
  const removed = await as('ada').post(`/views/${id}/remove`, { next: '/papers/list' })

  assert.equal(removed.headers.location, '/papers/list')
  assert.doesNotMatch((await as('ada').get('/views')).body, /Lost whales<\/a>/)
})

test('every list offers its views, and does not for who is nobody in particular', async (t) => {
  const { as } = await openHouse(t)

  const lists = ['papers/list', 'papers/log', 'admin/jobs', 'admin/activity', 'admin/people', 'admin/tables/papers']
  for (const address of lists) {
    const { body } = await as('dora').get(`/${address}?limit=25`)
    assert.match(body, /hx-get="\/views\/menu\?at=[^"]*limit%3D25[^"]*"/, address)
  }
  assert.equal((await as('anon').get(menuOf('/papers/list'))).statusCode, 303)
})

test('without scripts the menu is a page of its own', async (t) => {
  const { as } = await openHouse(t)
  const { body } = await as('ada').get(menuOf('/papers/list?status=new'))

  assert.match(body, /<h1>Saved views<\/h1>/)
  assert.match(body, /<a class="btn btn-outline-secondary" href="\/papers\/list\?status=new">/)
})

test('a view never leads out of the house, and has a name', async (t) => {
  const { as, platform } = await openHouse(t)

  await as('ada').post('/views', { at: 'https://elsewhere.example/', title: 'Papers', name: 'Out' })
  const nameless = await as('ada').post('/views', { at, title: 'Papers', name: '  ' })

  assert.equal(nameless.statusCode, 422)
  const rows = await platform.db.selectFrom('views_saved').selectAll().execute()
  assert.deepEqual(
    rows.map(({ list }) => list),
    ['/'],
  )
})

test('there are at most so many views as anybody looks through', async (t) => {
  const { as, platform } = await openHouse(t)
  await as('ada').post('/views', { at, title: 'Papers', name: 'The first' })
  const first = await platform.db.selectFrom('views_saved').selectAll().executeTakeFirstOrThrow()
  const more = Array.from({ length: MOST_VIEWS - 1 }, (_, n) => ({ ...first, id: `view-${n}`, name: `View ${n}` }))
  await platform.db.insertInto('views_saved').values(more).execute()

  const refused = await as('ada').post('/views', { at, title: 'Papers', name: 'One more' })
  const replaced = await as('ada').post('/views', { at, title: 'Papers', name: 'The first' })

  assert.equal(refused.statusCode, 409)
  assert.match(refused.body, /There are 200 saved views already/)
  assert.equal(replaced.statusCode, 303, 'one that is there already can be saved anew')
})

test('where a page of a list begins is no part of a view', () => {
  assert.deepEqual(partsOf('/papers/list?cursor=x&page=3#row-1'), { list: '/papers/list', query: '' })
  assert.deepEqual(partsOf('/jobs?state=failed&state=lost'), { list: '/jobs', query: 'state=failed&state=lost' })
})
