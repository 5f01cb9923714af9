import assert from 'node:assert/strict'
import { makeCast } from '../../../../test/support/people.ts'
import { firstAdministratorLink } from '../first-administrator.ts'
import { moved } from '../times.ts'
import { testInBoth } from './both.ts'
import { openBrowser } from './browser.ts'
import type { SmallHouse } from './support.ts'

const fields = { name: 'Dora', email: 'dora@lyceum.test', password: 'seven green kettles sing' }

async function linkOf({ platform }: SmallHouse): Promise<string> {
  const link = (await firstAdministratorLink(platform)) ?? assert.fail('a link was expected')
  return link.slice(platform.config.baseUrl.length)
}

testInBoth('R-V13 the link of the first start makes one administrator and signs them in', async (house) => {
  const link = await linkOf(house)
  const browser = openBrowser(house.web)
  assert.equal((await browser.get(link)).statusCode, 200)

  const answer = await browser.submit(link, link, fields)

  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/'])
  const me = await browser.get('/api/v1/me')
  assert.deepEqual([me.json().email, me.json().role], ['dora@lyceum.test', 'admin'])
  assert.deepEqual(await house.actions(), ['accounts.person-created', 'accounts.signed-in'])
})

testInBoth('R-V13 the link works once, and none is made when there is an administrator', async (house) => {
  const [link, other] = [await linkOf(house), await linkOf(house)]
  await openBrowser(house.web).submit(link, link, fields)

  for (const used of [link, other]) {
    assert.equal((await openBrowser(house.web).get(used)).statusCode, 410)
    const answer = await openBrowser(house.web).submit('/sign-in', used, { ...fields, email: 'second@lyceum.test' })
    assert.equal(answer.statusCode, 410)
  }
  assert.equal(await firstAdministratorLink(house.platform), undefined)
  assert.equal(await house.count('accounts_people'), 1)
})

testInBoth('R-V13 of eight who use their links at once, one becomes administrator', async (house) => {
  const links = [await linkOf(house), await linkOf(house)]

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => {
      const link = links[n % 2] ?? ''
      return openBrowser(house.web).submit(link, link, { ...fields, email: `dora${n}@lyceum.test` })
    }),
  )

  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, ...Array(7).fill(410)])
  assert.equal(await house.count('accounts_people'), 1)
  assert.equal(await house.count('accounts_sessions'), 1)
})

testInBoth('R-V13 the link is too old after 24 hours; the next start makes a new one', async (house) => {
  const link = await linkOf(house)
  house.clock.now = moved(house.clock.now, 24 * 3_600_000)

  assert.equal((await openBrowser(house.web).get(link)).statusCode, 410)
  assert.equal((await openBrowser(house.web).get(await linkOf(house))).statusCode, 200)
})

testInBoth('R-V13 the link holds 256 bit and is stored only as its SHA-256', async (house) => {
  const link = await linkOf(house)
  const secret = link.split('/').at(-1) ?? ''

  const rows = await house.platform.db.selectFrom('accounts_links').selectAll().execute()

  assert.equal(Buffer.from(secret, 'base64url').length, 32)
  assert.ok(!JSON.stringify(rows).includes(secret))
})

testInBoth('R-P1 a refused first page comes back with what was typed, passwords excepted', async (house) => {
  const link = await linkOf(house)
  const browser = openBrowser(house.web)

  const answer = await browser.submit(link, link, { ...fields, password: 'password1234' })

  assert.equal(answer.statusCode, 422)
  assert.match(answer.body, /value="Dora"/)
  assert.match(answer.body, /one of those that are tried first/)
  assert.ok(!answer.body.includes('password1234'))
  assert.equal((await browser.submit(link, link, fields)).statusCode, 303, 'the link is still good')
})

testInBoth('R-V14 the secret of the link is in no log, not even when the form is refused', async (house) => {
  const link = await linkOf(house)
  const refused = await openBrowser(house.web).submit(link, link, { ...fields, _token: 'old' })
  assert.equal(refused.statusCode, 403)
  assert.match(house.logged.join(), /request without token refused/)

  assert.ok(!house.logged.join().includes(link.split('/').at(-1) ?? ''))
})

testInBoth('a house that has an administrator offers nobody the link', async (house) => {
  await makeCast(house.platform)

  assert.equal(await firstAdministratorLink(house.platform), undefined)
})
