import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type HouseOptions, openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { contactSetting } from '../../../platform/http/settings.ts'
import { addPapers, contact } from './support.ts'

const collector = '/papers/collector'

/** A house with a contact and ten papers of a hundred a day. */
async function openCollecting(t: TestContext, options: HouseOptions = {}): Promise<TestHouse> {
  const house = await openHouse(t, { ...options, environment: { LYCEUM_CONTACT: contact, ...options.environment } })
  await addPapers(
    house.platform,
    Array.from({ length: 10 }, (_, n) => ({ doi: `10.1000/${n}`, title: `Paper <b>${n}</b>` })),
  )
  return house
}

const stateOf = async ({ as }: TestHouse): Promise<string> =>
  (await as('cleo').json('GET', '/api/v1/papers/collector')).json().state

test('PAP-R-035 PAP-3.4 the collector starts, pauses, goes on and stops by its buttons, and the page says who and why', async (t) => {
  const house = await openCollecting(t)
  const ada = house.as('ada')
  assert.match((await ada.get(collector)).body, /Nothing is collected\./)

  for (const [command, state, words] of [
    ['start', 'running', 'Running'],
    ['pause', 'paused', 'Paused'],
    ['resume', 'running', 'Running'],
    ['stop', 'stopped', 'Stopped'],
  ] as const) {
    const answer = await ada.post(`${collector}/${command}`, { reason: `because <i>${command}</i>` })
    assert.equal(answer.statusCode, 303, answer.body)
    assert.equal(answer.headers.location, collector)
    assert.equal(await stateOf(house), state)
    const page = (await house.as('cleo').get(collector)).body
    assert.ok(page.includes(words))
    assert.match(page, /Ada/)
    assert.ok(page.includes(`because &lt;i&gt;${command}&lt;/i&gt;`), 'the reason is shown as text')
    assert.doesNotMatch(page, /<i>start|Paper <b>/)
  }
})

test('a button of the dashboard leads back to the dashboard', async (t) => {
  const house = await openCollecting(t)

  const answer = await house.as('ada').post(`${collector}/start`, { back: 'dashboard' })

  assert.equal(answer.headers.location, '/papers')
})

test('without a contact the collector refuses to start, and its page asks for one right there', async (t) => {
  const house = await openHouse(t)
  const ada = house.as('ada')

  const refused = await ada.post(`${collector}/start`)

  assert.equal(refused.statusCode, 409)
  assert.match(refused.body, /mail address that reaches a person/)
  assert.match(refused.body, /action="\/papers\/collector\/contact"/)
  const sample = await ada.post(`${collector}/contact`, { contact: 'me@example.org' })
  assert.equal(sample.statusCode, 422)
  assert.match(sample.body, /value="me@example.org"/)
  assert.match(sample.body, /those of sample domains reach nobody/)
  assert.equal((await ada.post(`${collector}/contact`, { contact: ` ${contact} ` })).statusCode, 303)
  assert.equal(await house.platform.settings.get(house.platform.db, contactSetting), contact)
  assert.equal((await ada.post(`${collector}/start`)).statusCode, 303)
  assert.equal(await stateOf(house), 'running')
})

test('a command that does not fit the state is told so, and changes nothing', async (t) => {
  const house = await openCollecting(t)

  const answer = await house.as('ada').post(`${collector}/pause`, { reason: 'x' })

  assert.equal(answer.statusCode, 409)
  assert.match(answer.body, /possible only when it is running/)
  assert.equal(await stateOf(house), 'stopped')
})

test('the emergency stop needs a tick, and a start after it the word that the cause is gone', async (t) => {
  const house = await openCollecting(t)
  const ada = house.as('ada')
  await ada.post(`${collector}/start`)

  const unticked = await ada.post(`${collector}/emergency-stop`, { reason: 'smoke' })
  assert.equal(unticked.statusCode, 422)
  assert.match(unticked.body, /Tick the box/)
  assert.match(unticked.body, /value="smoke"/)
  assert.equal(await stateOf(house), 'running')

  assert.equal((await ada.post(`${collector}/emergency-stop`, { reason: 'smoke', confirm: '1' })).statusCode, 303)
  assert.equal(await stateOf(house), 'emergency')
  assert.equal((await ada.post(`${collector}/start`)).statusCode, 409)
  assert.equal((await ada.post(`${collector}/start`, { acknowledge: '1' })).statusCode, 303)
  assert.equal(await stateOf(house), 'running')
})

test('a reset is for administrators, needs the typed word, and renews what its scope says', async (t) => {
  const house = await openCollecting(t)
  await addPapers(house.platform, [{ doi: '10.1000/failed', status: 'failed' }])
  const form = { scope: 'failed', why: 'new rules', confirmation: 'RESET' }
  const dora = house.as('dora')
  assert.match((await dora.get(collector)).body, /id="reset"/)
  assert.doesNotMatch((await house.as('ada').get(collector)).body, /id="reset"/)

  assert.equal((await house.as('ada').post(`${collector}/reset`, form)).statusCode, 403)
  const mistyped = await dora.post(`${collector}/reset`, { ...form, confirmation: 'reset' })
  assert.equal(mistyped.statusCode, 422)
  assert.match(mistyped.body, /value="failed" checked/)
  assert.equal((await dora.post(`${collector}/reset`, { ...form, scope: '__proto__' })).statusCode, 422)
  const counts = async () => (await dora.json('GET', '/api/v1/papers/collector')).json().papers
  assert.equal((await counts()).failed, 1)

  assert.equal((await dora.post(`${collector}/reset`, form)).statusCode, 303)

  assert.equal((await counts()).failed, 0)
  assert.equal((await counts()).new, 11)
})

test('PAP-7.6 programs steer the collector without a body, and what a body says must fit', async (t) => {
  const house = await openCollecting(t)
  const ada = house.as('ada')
  const command = (name: string, body?: unknown) => ada.json('POST', `/api/v1/papers/collector/${name}`, body)

  for (const name of ['start', 'pause', 'resume', 'stop', 'emergency-stop'])
    assert.equal((await command(name)).statusCode, 200, name)
  assert.equal(await stateOf(house), 'emergency')
  const acknowledged = await command('start', { acknowledge: true, reason: 'mended' })
  assert.deepEqual([acknowledged.json().state, acknowledged.json().reason], ['running', 'mended'])
  assert.equal((await command('pause', { because: 'x' })).statusCode, 422)
  assert.equal((await house.as('dora').json('POST', '/api/v1/papers/collector/reset')).statusCode, 422)
})

test('readers look and may not steer; nobody in particular is sent to sign in', async (t) => {
  const house = await openCollecting(t)
  const page = (await house.as('cleo').get(collector)).body
  assert.doesNotMatch(page, /<button[^>]*formaction/)
  assert.match(page, /Members may start and stop/)

  for (const command of ['start', 'pause', 'resume', 'stop', 'emergency-stop', 'contact', 'reset']) {
    assert.equal((await house.as('cleo').post(`${collector}/${command}`)).statusCode, 403, command)
    assert.equal(
      (await house.as('cleo').json('POST', `/api/v1/papers/collector/${command}`, {})).statusCode,
      command === 'contact' ? 404 : 403,
    )
  }
  for (const address of ['/papers', collector, '/papers/schedule', '/papers/stats']) {
    const answer = await house.as('anon').get(address)
    assert.equal(answer.statusCode, 303, address)
    assert.match(String(answer.headers.location), /^\/sign-in/)
    assert.equal((await house.as('cleo').get(address)).statusCode, 200, address)
  }
  assert.equal(await stateOf(house), 'stopped')
})

test('parts of the page come alone, and say nothing when nothing has changed', async (t) => {
  const house = await openCollecting(t)
  const fragment = { 'hx-request': 'true' }

  for (const address of [`${collector}/now`, `${collector}/state?back=collector`, '/papers/now']) {
    const first = await house.as('ada').get(address, { ...fragment, 'x-live': 'none' })
    assert.equal(first.statusCode, 200, address)
    assert.doesNotMatch(first.body, /<html/)
    assert.equal((await house.as('ada').get(address)).statusCode, 303, 'a direct visit gets the whole page')
  }
})

test('programs steer the collector, and are told of unknown fields and wrong states', async (t) => {
  const house = await openCollecting(t)
  const ada = house.as('ada')
  const api = '/api/v1/papers/collector'

  const started = await ada.json('POST', `${api}/start`, { reason: 'by a script' })
  assert.equal(started.statusCode, 200, started.body)
  assert.deepEqual(started.json().commands, ['pause', 'stop', 'emergency-stop'])
  const seen = (await ada.json('GET', api)).json()
  assert.equal(seen.today.hours.length, 24)
  assert.equal(seen.papers.new + seen.papers.pending, 10)
  assert.equal((await ada.json('POST', `${api}/stop`, { why: 'x' })).statusCode, 422)
  assert.equal((await ada.json('POST', `${api}/resume`, {})).statusCode, 200, 'it runs already')
  assert.equal((await ada.json('POST', `${api}/stop`, {})).json().state, 'stopped')
  const refused = await ada.json('POST', `${api}/pause`, {})
  assert.equal(refused.statusCode, 409)
  assert.equal(refused.json().code, 'papers.command-refused')
  assert.equal((await ada.json('POST', `${api}/reset`, { scope: 'state' })).statusCode, 403)
  assert.equal((await house.as('dora').json('POST', `${api}/reset`, { scope: 'all' })).statusCode, 422)
  assert.equal((await house.as('dora').json('POST', `${api}/reset`, { scope: 'state' })).statusCode, 200)
})
