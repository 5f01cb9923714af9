import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { bearerFor, type CastName } from '../../../../test/support/people.ts'
import { demoOwner, loadDemo } from '../../demo/loading.ts'
import { find, readQuery } from '../finding.ts'
import { links } from '../links.ts'
import { placesFor } from '../places.ts'
import type { Searcher } from '../search.ts'
import { searchersOf } from '../searchers.ts'

/** What the page of the search leads to, as `title → address`. */
async function search({ as }: TestHouse, who: CastName, query: string): Promise<string[]> {
  const { body, statusCode } = await as(who).get(links.search(query))
  assert.equal(statusCode, 200)
  return [...body.matchAll(/<a href="([^"]*)" data-found="([^"]*)"/g)].map(([, href, title]) => `${title} → ${href}`)
}

const some = (found: readonly string[], pattern: RegExp): boolean => found.some((one) => pattern.test(one))

for (const kind of databaseKinds) {
  test(`the search finds things of every part for who may see them, and nothing for others (${kind})`, async (t) => {
    const house = await openHouse(t, { kind })
    const { platform, as } = house
    await loadDemo(platform, await demoOwner(platform))
    await as('ada').post('/studies/new', { title: 'Kinesin 100% folded', about: '' })
    const { statusCode } = await as('ada').json('POST', '/api/v1/papers/papers', {
      title: 'A molecular clock of kinesin',
    })
    assert.equal(statusCode, 201)

    const admin = await search(house, 'dora', 'sample')
    assert.ok(some(admin, /^Sample: two states of one protein → \/studies\//), admin.join('\n'))
    assert.ok(some(admin, /^90001 Sample Cluster → \/observations\/ocat\/90001$/), admin.join('\n'))
    assert.ok(some(await search(house, 'dora', 'which models'), /→ \/studies\/analyses\//))
    assert.ok(some(await search(house, 'dora', 'r: data creator'), /^data-creator@\S+ #1 → \/plugins\/tasks\/1$/))
    assert.ok(some(await search(house, 'dora', 'ada@'), /^Ada → \/admin\/people\//))
    assert.ok(some(await search(house, 'dora', '# leaving'), /→ \/admin\/settings\/accounts\.leaving-days$/))
    assert.ok(some(await search(house, 'dora', '? sample data'), /^Sample data → \/docs\/administrators#sample-data$/))
    assert.ok(some(await search(house, 'dora', 'schedules'), /^Schedules → \/admin\/schedules$/))

    const kinesin = await search(house, 'ada', 'kines')
    assert.ok(some(kinesin, /^A molecular clock of kinesin → \/papers\/list\//), kinesin.join('\n'))
    assert.ok(some(kinesin, /^Kinesin 100% folded → \/studies\//))
    assert.ok(some(await search(house, 'ada', '100% f'), /^Kinesin/), 'a percent sign is a percent sign')
    assert.deepEqual(await search(house, 'ada', '1_0% f'), [])
    assert.ok(some(await search(house, 'ada', 'upload list'), /^Upload a list of papers → \/papers\/upload$/))
    assert.ok(some(await search(house, 'ada', '90001'), /^90001 Sample Cluster/))

    assert.deepEqual(await search(house, 'cleo', 'Kinesin 100'), [], 'a study is its owner’s')
    assert.ok(!some(await search(house, 'cleo', 'sample'), /studies/))
    // The documents are everybody's.
    for (const query of ['ada@', '# leaving', 'schedules', 'upload list', 'r: data creator']) {
      // The documents are everybody's.
      const found = (await search(house, 'cleo', query)).filter((one) => !one.includes('→ /docs/'))
      assert.ok(!some(found, /admin|Ada|Upload|data-creator@\S+ #/), query)
    }
  })
}

test('a letter narrows the search to one kind, and an address that was pasted is no letter', () => {
  assert.deepEqual(readQuery('  p: kinesin '), { only: 'paper', text: 'kinesin' })
  assert.deepEqual(readQuery('>upload'), { only: 'action', text: 'upload' })
  assert.deepEqual(readQuery('R:'), { only: 'run', text: '' })
  assert.deepEqual(readQuery('/papers/list'), { only: null, text: '/papers/list' })
  assert.deepEqual(readQuery('/papers'), { only: 'page', text: 'papers' })
  assert.deepEqual(readQuery('proteins: a review'), { only: null, text: 'proteins: a review' })
})

test('places are found by the beginnings of their words, without accents, the nearest first', () => {
  const places = ['Prüfungen', 'Läufe', 'Meine Läufe', 'Laufzeiten'].map((title) => ({
    title,
    href: '/',
    words: 'Runs',
  }))
  const found = (text: string) => placesFor(places, { text, limit: 3 }).map(({ title }) => title)

  assert.deepEqual(found('lauf'), ['Läufe', 'Laufzeiten', 'Meine Läufe'])
  assert.deepEqual(found('m lauf'), ['Meine Läufe'])
  assert.deepEqual(found('runs pruf'), ['Prüfungen'])
  assert.deepEqual(found('runs fly'), [])
})

test('a part that fails takes nothing from the others, and is named', async (t) => {
  const { platform } = await openHouse(t)
  const person = await demoOwner(platform)
  const searchers: readonly Searcher[] = [
    { kind: 'paper', permission: 'papers.read', find: async () => Promise.reject(new Error('away')) },
    { kind: 'page', permission: 'house.read', find: async () => [{ title: 'Here', href: '/' }] },
  ]

  const { kinds, missing } = await find(platform, searchers, 'here', person)

  assert.deepEqual(kinds, [{ kind: 'page', found: [{ title: 'Here', href: '/' }], hasMore: false }])
  assert.deepEqual(missing, ['paper'])
  assert.deepEqual((await find(platform, searchers, 'p: here', person)).kinds, [], 'one kind alone')
})

test('hostile queries are text, and tokens of programs are refused', async (t) => {
  const house = await openHouse(t)
  const person = await demoOwner(house.platform)
  const searchers = await searchersOf(house.web.house, (text) => text)
  for (const query of [
    '"',
    "' or 1=1 --",
    '%',
    '\\',
    '*',
    '( AND',
    '<script>alert(1)</script>',
    '\u{1f9ec}',
    'a'.repeat(400),
  ]) {
    const { body, statusCode } = await house.as('dora').get(links.search(query))
    assert.equal(statusCode, 200, query)
    assert.doesNotMatch(body, /<script>alert|data-found="[^"]*</, query)
    for (const one of searchers) await one.find(house.platform, { text: query.slice(0, 200), limit: 5 }, person)
  }
  const { id } = person
  const authorization = await bearerFor(house.platform, id)
  const { statusCode, body } = await house.web.inject({
    url: links.search('a'),
    headers: { authorization, accept: 'application/json' },
  })
  assert.equal(statusCode, 403)
  assert.match(body, /search\.no-tokens/)
})

test('favourites stand in the side bar until they are taken away, and what was opened last stands before a search', async (t) => {
  const { as } = await openHouse(t)
  const ada = as('ada')
  assert.match((await ada.get('/papers/list')).body, /Add to favourites/)

  await ada.post(links.favourites(), { href: '/papers/list?q=kinesin', title: 'My <papers>', next: '/papers/list' })
  await ada.post(links.opened(), { href: '//evil.example/', title: 'Elsewhere' })
  await ada.post(links.opened(), { href: '/papers/stats', title: 'Numbers' })

  const { body } = await ada.get(links.search())
  assert.match(body, /href="\/papers\/list\?q=kinesin" data-found="My &lt;papers&gt;"/)
  assert.match(body, /Opened last[\s\S]*\/papers\/stats[\s\S]*Favourites/)
  assert.doesNotMatch(body, /evil/)
  assert.match((await ada.get('/papers/list?q=kinesin')).body, /No favourite any more/)
  assert.doesNotMatch((await as('ben').get('/')).body, /My &lt;papers/)

  await ada.post(links.removeFavourite(), { href: '/papers/list?q=kinesin' })
  assert.doesNotMatch((await ada.get('/')).body, /My &lt;papers/)
  for (let number = 0; number < 12; number++) await ada.post(links.opened(), { href: `/docs/${number}`, title: 'Doc' })
  const opened = (await ada.get(links.search())).body.match(/data-found="Doc"/g)
  assert.equal(opened?.length, 10)
  for (let number = 0; number < 20; number++)
    await ada.post(links.favourites(), { href: `/docs/${number}`, title: 'Doc' })
  assert.equal((await ada.post(links.favourites(), { href: '/one-more', title: 'Doc' })).statusCode, 409)
})
