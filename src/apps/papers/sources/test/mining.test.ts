import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reservesMiningAt } from '../mining.ts'
import { openDesk } from './asking.ts'

const file = '/.well-known/tdmrep.json'

test('PAP-6.7 a site reserves text mining by the longest location that matches, and is asked once a day', async (t) => {
  const body = [
    { location: '/', 'tdm-reservation': 1, 'tdm-policy': 'https://a.org/policy' },
    { location: '/open/*.xml$', 'tdm-reservation': 0 },
    { location: '/open/not-this.xml$', 'tdm-reservation': '1' },
  ]
  const { asking, asked } = await openDesk(t, { [file]: { body } })
  const reserved: boolean[] = []
  for (const path of ['/closed/1.xml', '/open/1.xml', '/open/not-this.xml', '/open/1.xml.html'])
    reserved.push(await reservesMiningAt(`${asking.baseUrl}${path}`, asking))

  assert.deepEqual(reserved, [true, false, true, true])
  assert.equal(asked.filter(({ path }) => path === file).length, 1)
})

test('PAP-6.7 a site without such a file reserves nothing in it, and one that cannot be reached is left alone', async (t) => {
  const answers = [
    { status: 404, body: '' },
    { status: 403, body: '' },
    { body: 'no JSON' },
    { body: { location: '/' } },
  ]
  const reserved: boolean[] = []
  for (const answer of [...answers, { status: 503, body: '' }]) {
    const { asking } = await openDesk(t, { [file]: answer })
    reserved.push(await reservesMiningAt(`${asking.baseUrl}/1.xml`, asking))
  }

  assert.deepEqual(reserved, [false, false, false, false, true])
})
