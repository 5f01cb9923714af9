import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusesForgeries } from '../../../../test/support/forgeries.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { addPapers } from './support.ts'

const address = '/papers/schedule'
const api = '/api/v1/papers/config'
const flat = Array.from({ length: 24 }, () => 1)

const fieldsOf = (weights: readonly number[]) => Object.fromEntries(weights.map((weight, hour) => [`w${hour}`, weight]))
const form = (more: Record<string, unknown> = {}, weights = flat) => ({
  papersPerDay: 50,
  timezone: 'Europe/Berlin',
  volumeVersion: 0,
  weightsVersion: 0,
  ...fieldsOf(weights),
  ...more,
})

test('PAP-7.4 volume, weights and zone are set by the form, and the page shows the exact papers of each hour', async (t) => {
  const { as } = await openHouse(t)
  const office = flat.map((_, hour) => (hour >= 8 && hour < 18 ? 5 : hour < 8 ? 1 : 2))

  const answer = await as('ada').post(address, form({ apply: 'next' }, office))

  assert.equal(answer.statusCode, 303, answer.body)
  const page = (await as('cleo').get(address)).body
  const papers = [...page.matchAll(/data-papers>(\d+)</g)].map(([, count]) => Number(count))
  assert.deepEqual(papers, [1, 1, 1, 1, 1, 1, 1, 1, 3, 4, 4, 3, 4, 4, 3, 4, 4, 3, 1, 1, 1, 1, 1, 1])
  assert.match(page, /data-total>50</)
  assert.match(page, /Ada/)
  assert.equal((await as('ada').json('GET', `${api}/schedule`)).json().version, 1)
})

test('the time of the server names its zone once', async (t) => {
  const { as } = await openHouse(t)
  const serverTime = async () =>
    /Time of the server<\/dt><dd>(.*?)<\/dd>/s.exec((await as('cleo').get(address)).body)?.[1]
  assert.equal((await serverTime())?.match(/>UTC</g)?.length, 1)

  await as('ada').post(address, form({ apply: 'now' }))

  assert.match((await serverTime()) ?? '', />CES?T<.*>Europe\/Berlin</s)
})

test('PAP-7.4 bad input is refused with a message at each field, and comes back as it was typed', async (t) => {
  const { as } = await openHouse(t)
  const bad = {
    papersPerDay: '-3',
    timezone: 'Mars/Olympus',
    w0: '1001',
    w1: '1.5',
    w2: '',
    w3: ' ',
    w4: '1e2',
    w5: 'x',
  }

  const answer = await as('ada').post(address, form(bad))

  assert.equal(answer.statusCode, 422)
  for (const field of ['papersPerDay', 'timezone', 'w0', 'w1', 'w2', 'w3', 'w4', 'w5']) {
    assert.match(answer.body, new RegExp(`id="field-${field}-error"`), field)
  }
  assert.doesNotMatch(answer.body, /id="field-w6-error"/)
  assert.match(answer.body, /name="w1" value="1\.5"/)
  assert.match(answer.body, /value="Mars\/Olympus"/)
  assert.equal(
    (answer.body.match(/autofocus/g) ?? []).filter(Boolean).length,
    2,
    'the first wrong field, and the No of the dialog',
  )
  const { w23: _, ...without } = form() as Record<string, unknown>
  assert.equal((await as('ada').post(address, without)).statusCode, 422, '24 hours are needed')
  assert.equal((await as('ada').post(address, { ...form(), w7: ['1', '2'] })).statusCode, 422)
  assert.equal((await as('ada').json('GET', `${api}/volume`)).json().version, 0, 'nothing was changed')
})

test('R-P2 of two people editing the second is told, sees both, and may send again', async (t) => {
  const { as } = await openHouse(t)
  const theirs = flat.map((_, hour) => (hour === 3 ? 7 : 1))
  const mine = flat.map((_, hour) => (hour === 20 ? 9 : 1))
  assert.equal((await as('ben').post(address, form({ papersPerDay: 77 }, theirs))).statusCode, 303)

  const second = await as('ada').post(address, form({}, mine))

  assert.equal(second.statusCode, 409)
  assert.match(second.body, /id="comparison"/)
  assert.match(second.body, /Ben/)
  assert.match(second.body, /03:00<\/th><td class="number">7<\/td><td class="number">1</)
  assert.match(second.body, /20:00<\/th><td class="number">1<\/td><td class="number">9</)
  assert.match(second.body, /name="w20" value="9"/, 'what was typed is kept')
  assert.equal((await as('ada').json('GET', `${api}/volume`)).json().papersPerDay, 77)
  assert.match(second.body, /name="volumeVersion" value="1"/)
  const again = await as('ada').post(address, form({ volumeVersion: 1, weightsVersion: 1 }, mine))
  assert.equal(again.statusCode, 303)
  assert.deepEqual((await as('ada').json('GET', `${api}/schedule`)).json().weights, mine)
})

test('R-P2 of twenty people who save at once from the same page one succeeds', async (t) => {
  const { as } = await openHouse(t)

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => as(n % 2 ? 'ada' : 'ben').post(address, form({ papersPerDay: 100 + n }))),
  )

  assert.deepEqual(
    answers
      .map(({ statusCode }) => statusCode)
      .toSorted()
      .slice(0, 2),
    [303, 409],
  )
  assert.equal((await as('ada').json('GET', `${api}/volume`)).json().version, 1)
})

test('R-P3 a form that is sent twice changes the schedule once, and is no quarrel with oneself', async (t) => {
  const { as } = await openHouse(t)
  const twice = form({ papersPerDay: 61 })

  const answers = await Promise.all([as('ada').post(address, twice), as('ada').post(address, twice)])

  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [303, 303],
  )
  assert.deepEqual((await as('ada').json('GET', `${api}/volume`)).json(), { papersPerDay: 61, version: 1 })
})

test('without scripts a preset and a preview show a curve before it is in force', async (t) => {
  const { as } = await openHouse(t)

  const preset = (await as('ada').get(`${address}?preset=nights`)).body
  assert.match(preset, /name="w23" value="5"/)
  assert.match(preset, /Not in force yet/)
  const preview = await as('ada').post(address, form({ papersPerDay: 48, apply: 'preview' }))
  assert.equal(preview.statusCode, 200)
  assert.match(preview.body, /data-total>48</)
  assert.equal((await as('ada').json('GET', `${api}/volume`)).json().version, 0)
})

test('a day without weight and a rate beyond the slowest source are warned of', async (t) => {
  const { as } = await openHouse(t)
  const zero = flat.map(() => 0)
  const fragment = { 'hx-request': 'true' }

  const idle = await as('cleo').get(`${address}/forecast?volume=10&weights=${zero}`, fragment)
  const busy = await as('cleo').get(`${address}/forecast?volume=100000&weights=${[1, ...zero.slice(1)]}`, fragment)
  const bad = await as('cleo').get(`${address}/forecast?volume=10&weights=1,2`, fragment)

  assert.match(idle.body, /nothing will be collected/)
  assert.match(busy.body, /slowest source/)
  assert.equal(bad.statusCode, 422)
})

test('readers see the schedule and may not change it', async (t) => {
  const { as, platform, web } = await openHouse(t)
  const page = (await as('cleo').get(address)).body
  assert.match(page, /readonly/)
  assert.doesNotMatch(page, /name="apply"/)

  assert.equal((await as('cleo').post(address, form())).statusCode, 403)
  assert.equal((await as('cleo').json('PUT', `${api}/volume`, { papersPerDay: 1 })).statusCode, 403)
  assert.equal((await as('anon').json('GET', `${api}/volume`)).statusCode, 401)
  const [victim, other] = [as('ada').visitor, as('cleo').visitor]
  assert.ok(victim && other)
  const body = Object.fromEntries(Object.entries(form()).map(([name, value]) => [name, String(value)]))
  const seen = () => platform.db.selectFrom('papers_volumes').selectAll().execute()
  await refusesForgeries(web, { method: 'POST', url: address, body }, { victim, other }, seen)
  assert.equal((await as('ada').post(address, body)).statusCode, 303, 'the request itself is a good one')
})

test('programs set volume and weights, with the version they saw, and preview any date', async (t) => {
  const { as } = await openHouse(t)
  const ada = as('ada')

  assert.equal((await ada.json('PUT', `${api}/volume`, { papersPerDay: 50, version: 0 })).json().version, 1)
  assert.equal((await ada.json('PUT', `${api}/volume`, { papersPerDay: 60, version: 0 })).statusCode, 409)
  for (const papersPerDay of [-1, 100_001, 1.5, '5', null]) {
    assert.equal((await ada.json('PUT', `${api}/volume`, { papersPerDay })).statusCode, 422, String(papersPerDay))
  }
  assert.equal((await ada.json('PUT', `${api}/schedule`, { weights: flat.slice(1) })).statusCode, 422)
  assert.equal((await ada.json('PUT', `${api}/schedule`, { weights: [...flat.slice(1), 1_001] })).statusCode, 422)
  assert.equal((await ada.json('PUT', `${api}/schedule`, { timezone: 'Nowhere' })).statusCode, 422)
  const set = await ada.json('PUT', `${api}/schedule`, { weights: flat, timezone: 'Europe/Berlin', apply: 'now' })
  assert.equal(set.json().preset, 'flat')
  const spring = (await ada.json('GET', `${api}/schedule/preview?date=2026-03-29&volume=48`)).json()
  assert.equal(spring.total, 48)
  assert.equal(spring.quotas[2], 0, 'clocks jump over that hour')
  assert.equal(spring.hours.length, 23)
  assert.equal((await ada.json('GET', `${api}/schedule/preview?date=9999-01-01`)).statusCode, 422)
  assert.equal((await ada.json('GET', `${api}/schedule/preview?date=2026-02-30`)).statusCode, 422)
})

test('PAP-4.1 the page sets which papers plans choose from; forecast, preview and API count these alone', async (t) => {
  const { as, platform } = await openHouse(t)
  await addPapers(platform, [{ doi: '10.1/a', journal: 'Nature' }, { doi: '10.1/b' }, { doi: '10.1/c' }])
  const left = async (): Promise<number> => (await as('cleo').json('GET', `${api}/schedule/preview`)).json().papersLeft
  assert.deepEqual([await left(), noneWarned.test((await as('ada').get(address)).body)], [3, false])

  assert.equal((await as('ada').post(`${address}/scope`, { journals: 'Nature\r\n\r\nCell' })).statusCode, 303)

  assert.deepEqual((await as('ada').json('GET', `${api}/scope`)).json(), {
    lists: [],
    tags: [],
    journals: ['Nature', 'Cell'],
    papersLeft: 1,
  })
  assert.equal(await left(), 1)
  const page = (await as('cleo').get(address)).body
  assert.match(page, /Papers to do<\/dt><dd>1</)
  assert.match(page, /<textarea[^>]*readonly[^>]*>\n?Nature\nCell</)
  const none = { lists: [], tags: ['round 1'], journals: [] }
  assert.equal((await as('ada').json('PUT', `${api}/scope`, none)).statusCode, 200)
  const warned = (await as('ada').get(address)).body
  assert.match(warned, noneWarned)
  assert.match(warned, /name="tags" value="round 1" checked/, 'what was chosen is offered though no paper has it')
  assert.equal((await as('ada').post(`${address}/scope`, {})).statusCode, 303)
  assert.equal(await left(), 3, 'nothing chosen means all')
})

test('PAP-4.1 what is no tag or list is refused at its field, and people who may only read choose nothing', async (t) => {
  const { as } = await openHouse(t)

  assert.equal(
    (await as('ada').post(`${address}/scope`, { tags: ['!'], lists: ['x'], journals: 'Nature' })).statusCode,
    422,
  )
  assert.equal((await as('ada').json('PUT', `${api}/scope`, { tags: [], lists: [] })).statusCode, 422)
  assert.equal((await as('cleo').post(`${address}/scope`, {})).statusCode, 403)
  assert.deepEqual((await as('ada').json('GET', `${api}/scope`)).json().journals, [])
})

const noneWarned = /No paper that waits is in the chosen lists/
