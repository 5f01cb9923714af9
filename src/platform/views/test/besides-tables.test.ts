import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'

test('lists that are no tables can be kept as they stand too', async (t) => {
  const { as } = await openHouse(t)

  for (const list of [
    '/plugins?q=data',
    '/observations/status?queue=urgent',
    '/observations/search?target=sample&go=1',
  ]) {
    const { body } = await as('dora').get(list)
    const menu = /href="(\/views\/menu\?[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    assert.equal(new URLSearchParams(menu.split('?')[1]).get('at'), list)
    assert.equal((await as('dora').get(menu)).statusCode, 200)
  }
})
