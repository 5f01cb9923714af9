import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRoster } from '../roster/test/roster-house.ts'

test('programs read the catalog, search it, and read the roster; strangers do not', async (t) => {
  const { as } = await openRoster(t)
  const get = async (address: string) => {
    const { statusCode, body } = await as('cleo').json('GET', `/api/v1/observations/${address}`)
    return { statusCode, body: JSON.parse(body) }
  }

  const { body: star } = await get('catalog/90002')
  assert.deepEqual([star.values.targname, star.roll_ranks.length, star.lacks], ['Sample Star', 2, []])
  const { body: found } = await get('catalog?target=ngc4507')
  assert.deepEqual(
    [found.items.map(({ obsid }: { obsid: number }) => obsid), found.total, found.next],
    [[2150, 12292], 2, null],
  )
  const { body: duties } = await get('duties')
  assert.deepEqual(duties.items[1], {
    id: 'now',
    starts_on: '2031-01-06',
    ends_on: '2031-01-12',
    person: 'Ben',
    state: 'closed',
  })

  const refused = await get('catalog?obsid=abc&ra=1')
  assert.deepEqual([refused.statusCode, refused.body.code], [422, 'observations.search'])
  assert.deepEqual((await get('catalog/999999')).body.code, 'observations.obsid-unknown')
  for (const address of ['catalog', 'catalog/90002', 'duties']) {
    assert.equal((await as('anon').json('GET', `/api/v1/observations/${address}`)).statusCode, 401)
  }
})
