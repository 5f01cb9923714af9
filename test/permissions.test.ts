import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { can } from '../src/platform/accounts/permissions.ts'
import { addressOf, isApi, isUnsafe, nameOf, type OpenRoutes, openAllRoutes, type Route } from './support/all-routes.ts'
import type { UnsafeMethod } from './support/forgeries.ts'
import type { CastName } from './support/people.ts'
import { bodies, hasParameter, type Relation, relations, type Things, thingsOf } from './support/things.ts'

// The matrix of who may do what with whose: every route × the cast × (own, group's, foreign, none). It is made from the
// routes themselves; one that has a parameter and no line in `support/things.ts` fails here.

const people: readonly CastName[] = ['ada', 'ben', 'cleo', 'dora']
/** Ada and Ben work together; Cleo and Dora are in nobody's group. */
const mates: Readonly<Record<CastName, CastName>> = { ada: 'ben', ben: 'ada', cleo: 'ada', dora: 'ben' }
const strangers: Readonly<Record<CastName, CastName>> = { ada: 'cleo', ben: 'cleo', cleo: 'ben', dora: 'ada' }

test('R-V8 every route with a parameter says whose the things are that it names', async (t) => {
  const { routes } = await openAllRoutes(t)

  const unsaid = routes.filter((route) => hasParameter(route) && thingsOf(route) === undefined).map(nameOf)

  assert.deepEqual(unsaid, [], 'each of these needs a line in test/support/things.ts')
  assert.equal(
    thingsOf({ method: 'GET', url: '/brand-new/:id', config: {}, schema: {} }),
    undefined,
    'a new route fails this test until somebody has said so',
  )
})

test('R-V8 what is somebody’s is theirs alone, and to others as good as nothing', async (t) => {
  const house = await openAllRoutes(t)
  let cells = 0

  for (const route of house.routes.filter(hasParameter)) {
    const things = thingsOf(route)
    if (things?.kind !== 'owned') continue
    for (const who of people) {
      const { rule = 'house.administer' } = route.config
      if (rule !== 'open' && !can({ ...house.cast[who], tokenId: null }, rule)) continue
      const unknown = await ask(house, route, who, randomUUIDv7())
      for (const relation of relations) {
        const id = await thing(house, things, who, relation)
        const answer = await ask(house, route, who, id, ownerOf(who, relation))
        const what = `${nameOf(route)}: ${who}, ${relation}: ${answer.slice(0, 300)}`
        if (isSeen(things, who, relation)) assert.notEqual(answer, unknown, what)
        else assert.equal(answer, unknown, what)
        cells++
      }
    }
  }
  assert.ok(cells > 200, `${cells} cells`)
})

test('R-V8 a wrong secret is answered like every other wrong one, whoever brings it', async (t) => {
  const house = await openAllRoutes(t)
  const secrets = house.routes.filter((route) => thingsOf(route)?.kind === 'secret')
  assert.ok(secrets.length >= 10)

  for (const route of secrets) {
    for (const who of people) {
      const [first, ...others] = await Promise.all(
        ['not-a-secret', 'x'.repeat(43), randomUUIDv7()].map((secret) => ask(house, route, who, secret)),
      )
      assert.doesNotMatch(String(first), /^[25]/, `${nameOf(route)} as ${who}`)
      for (const other of others) assert.equal(other, first, `${nameOf(route)} as ${who}`)
    }
  }
})

type Owned = Extract<Things, { kind: 'owned' }>

function isSeen(things: Owned, who: CastName, relation: Relation): boolean {
  if (relation === 'none') return false
  if (relation === 'own' || (things.isOpenToAdmin === true && who === 'dora')) return true
  return relation === 'group' && things.share !== undefined
}

const ownerOf = (who: CastName, relation: Relation): CastName =>
  relation === 'foreign' ? strangers[who] : relation === 'group' ? mates[who] : who

function thing(house: OpenRoutes, things: Owned, who: CastName, relation: Relation): Promise<string> {
  if (relation === 'own') return things.make(house, who)
  if (relation === 'foreign') return things.make(house, strangers[who])
  if (relation === 'none') return Promise.resolve(randomUUIDv7())
  return things.share ? things.share(house, mates[who], who) : things.make(house, mates[who])
}

/** Status, place and words of an answer, without what is fresh in each. */
async function ask(house: OpenRoutes, route: Route, who: CastName, id: string, owner = who): Promise<string> {
  const isProgram = isApi(route)
  const headers = {
    accept: isProgram ? 'application/json' : 'text/html',
    ...(isUnsafe(route) && { 'content-type': isProgram ? 'application/json' : 'application/x-www-form-urlencoded' }),
  }
  const answer = await house.send(who, {
    method: route.method as UnsafeMethod | 'GET',
    url: addressOf({ ...route, url: route.url.replace(':person', house.cast[owner].id) }, id),
    headers,
    ...(isUnsafe(route) && {
      payload: isProgram
        ? JSON.stringify(bodies[nameOf(route)] ?? {})
        : new URLSearchParams(bodies[nameOf(route)]).toString(),
    }),
  })
  const words = `${answer.headers.location ?? ''} ${answer.body}`
    .replaceAll(id, 'ID')
    .replaceAll(house.cast[owner].id, 'PERSON')
    .replaceAll(String(answer.headers['x-request-id']), '')
    .replaceAll(/ (?:nonce|hx-nonce|content)="[\w-]*"/g, '')
    .replaceAll(/ name="_(?:token|key)" value="[^"]*"/g, '')
    // How many notices somebody has is theirs to see on every page.
    .replaceAll(/<nav class="bell-place"[\s\S]*?<\/nav>/g, '')
  assert.ok(answer.statusCode < 500, `${nameOf(route)} as ${who}: ${answer.statusCode}`)
  return `${answer.statusCode} ${words}`
}
