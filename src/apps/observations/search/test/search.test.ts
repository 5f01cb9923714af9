import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { openHouse } from '../../../../../test/support/house.ts'
import { readCriteria, readRanges } from '../criteria.ts'
import { searchLinks } from '../links.ts'
import { firstPosition } from '../resolving.ts'
import { SearchQuery } from '../schemas.ts'

const criteriaOf = (given: Record<string, unknown>) => readCriteria(SearchQuery.parse(given))
const errorsOf = (given: Record<string, unknown>) => {
  const read = criteriaOf(given)
  return 'criteria' in read ? [] : read.map(({ path }) => path)
}

test('numbers are one range or a list with commas; anything else is an error', () => {
  assert.deepEqual(readRanges('100 -- 200'), [{ from: 100, to: 200 }])
  assert.deepEqual(readRanges('5, 7'), [
    { from: 5, to: 5 },
    { from: 7, to: 7 },
  ])
  for (const text of ['a', '5;7', '1-2-3', '200-100', '5,', '-5', "1' or '1'='1"])
    assert.equal(readRanges(text), undefined, text)
})

test('both coordinates or none; a radius without a unit is in arcminutes, and four of them where there is none', () => {
  const cone = (given: Record<string, unknown>) => {
    const read = criteriaOf({ ra: '05:38:42.4', dec: '-69 06 02.9', ...given })
    return 'criteria' in read ? read.criteria.cone?.radiusDeg : undefined
  }
  assert.deepEqual([cone({}), cone({ radius: '30' }), cone({ radius: '2', radcho: 'degrees' })], [4 / 60, 0.5, 2])
  assert.deepEqual(errorsOf({ ra: '84' }), ['dec'])
  assert.deepEqual(errorsOf({ ra: '361', dec: '91' }), ['ra', 'dec'])
  assert.deepEqual(errorsOf({ ra: '1', dec: '1', radius: '-1' }), ['radius'])
  assert.deepEqual(errorsOf({ simbad: '1' }), ['target'])
  assert.deepEqual(errorsOf({ simbad: '1', target: 'M 31', ra: '1', dec: '1' }), ['simbad'])
  assert.deepEqual(errorsOf({ category: '99', obs_cycle: 'x', obsid: 'x' }), ['category', 'obsid', 'obs_cycle'])
})

test('a search finds, links where there is something to see, and says when there is nothing', async (t) => {
  const { as } = await openHouse(t)
  const find = async (query: string) => (await as('cleo').get(searchLinks.search(`?go=1&${query}`))).body

  assert.match((await as('cleo').get(searchLinks.search())).body, /Target search/)
  const pair = await find('target=ngc4507')
  assert.match(pair, /2 observations[\s\S]*id="observation-2150"[\s\S]*id="observation-12292"/)
  assert.match(pair, /ui\.adsabs\.harvard\.edu/, 'papers are looked for where something was observed')
  assert.doesNotMatch(pair, /href="\/observations\/ocat\/2150"/, 'what is archived is not changed')

  const star = await find('target=sample+star&status=Unobserved')
  assert.match(star, /<a href="\/observations\/ocat\/90002">90002<\/a>[\s\S]*40\.0[\s\S]*ACIS-S\/HETG/)
  assert.doesNotMatch(star, /ui\.adsabs/)
  assert.match(await find('target=nosuchthing'), /Nothing was found/)
  assert.match(await find(''), /42 observations/)
  assert.doesNotMatch(await find('target=%3Cscript%3Ealert(1)%3C/script%3E'), /<script>alert/)
})

test('mistakes come back beside their fields, with what was typed', async (t) => {
  const { as } = await openHouse(t)
  const { statusCode, body } = await as('cleo').get(searchLinks.search('?go=1&obsid=abc&target=Sirius'))
  assert.equal(statusCode, 422)
  assert.match(body, /value="Sirius"/)
  assert.match(body, /value="abc"[\s\S]*A range such as/)
})

test('heads sort, and long lists come a page at a time', async (t) => {
  const { as } = await openHouse(t)
  const { body } = await as('cleo').get(searchLinks.search('?go=1&target=sample&sorted=start'))
  const order = [...body.matchAll(/id="observation-(\d+)"/g)].map(([, obsid]) => obsid)
  assert.deepEqual(order.slice(0, 3), ['90010', '90003', '90001'])
  assert.match(body, /aria-sort="ascending"><a[^>]*>Sched/)
  assert.match((await as('cleo').get(searchLinks.search('?go=1&page=2'))).body, /42 observations/)
})

const sesame = (positions: string) =>
  `<?xml version="1.0"?><Sesame><Target><name>x</name><INFO>Zero (0) answers</INFO>${positions}</Target></Sesame>`
const resolver = (name: string, content: string) =>
  `<Resolver name="${name}"><INFO>from cache</INFO>${content}</Resolver>`

test('the first resolver that knows a place is believed', () => {
  const place = '<jpos>12:35:36.61 -39:54:33.4</jpos><jradeg>188.902</jradeg>\n<jdedeg>-39.909</jdedeg>'
  const xml = sesame(
    resolver('S=Simbad', '') + resolver('N=NED', place) + resolver('V=VizieR', place.replace('188', '1')),
  )
  assert.deepEqual(firstPosition(xml), { raDeg: 188.902, decDeg: -39.909 })
  assert.equal(firstPosition(sesame(resolver('S=Simbad', '<jradeg>1</jradeg>'))), undefined)
  assert.equal(firstPosition('<html>'), undefined)
})

async function startResolver(t: TestContext, answer: () => string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.setHeader('content-type', 'text/xml')
    response.end(answer())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = { LYCEUM_DEV: '1', LYCEUM_HTTP_ALLOW: host, LYCEUM_OBSERVATIONS_RESOLVER_URL: `http://${host}` }
  return { asked, environment }
}

test('a name is looked up, and its surroundings are searched instead of its letters', async (t) => {
  let answer = sesame(resolver('S', '<jradeg>188.902</jradeg><jdedeg>-39.909</jdedeg>'))
  const { asked, environment } = await startResolver(t, () => answer)
  const { as } = await openHouse(t, { environment })

  const { body } = await as('cleo').get(searchLinks.search('?go=1&target=Some+Galaxy%3B+ls&simbad=1&radius=1'))
  assert.match(body, /2 observations[\s\S]*id="observation-2150"/)
  assert.match(body, /Some Galaxy; ls stands at 12:35:36/)
  assert.deepEqual(asked, ['/-oxp/SNV?Some%20Galaxy%3B%20ls'])

  answer = sesame('')
  const unknown = await as('cleo').get(searchLinks.search('?go=1&target=Nobody&simbad=1'))
  assert.deepEqual([unknown.statusCode, /No resolver knows this name/.test(unknown.body)], [422, true])
})
