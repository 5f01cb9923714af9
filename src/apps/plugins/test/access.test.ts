import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeToken } from '../../../platform/accounts/tokens.ts'
import { personalData } from '../personal-data.ts'
import { makeTicket } from '../runner/tickets.ts'
import { openRunner } from './support.ts'

const hello = '/plugins/hello-world@v0-2-1/'
const members = { LYCEUM_RUNNER_ACCESS: 'members' }

async function tokenOf({ platform }: Awaited<ReturnType<typeof openRunner>>, email: string, scope = 'all') {
  const { id } = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
  const { secret } = await makeToken(platform, id, { name: 'runner', scope: scope as 'all', days: '30' }, 'test')
  return { id, headers: { authorization: `Bearer ${secret}` } }
}

test('RUN-6 RUN-2.1.3 with access for members, nobody in particular gets 401 in JSON, cookies of the house or not', async (t) => {
  const { get, post, as } = await openRunner(t, { worker: false, environment: members })
  for (const answer of [
    await get('/plugins/'),
    await get(hello),
    await get(`${hello}ui/`),
    await post(`${hello}process/`, { inputStr: 'x' }),
    await get('/tasks/1/'),
    await as('ada').get('/runner/plugins/'),
    await get('/plugins/', { authorization: 'Bearer nonsense' }),
    await get('/plugins/?ticket=forged.ticket'),
  ]) {
    assert.equal(answer.statusCode, 401, answer.body)
    assert.equal(answer.json().code, 401)
  }
  assert.equal((await get('/')).statusCode, 200)
  assert.equal((await get('/static/microfrontend.js')).statusCode, 200)
})

test('RUN-6 a member runs plugins by token, and nobody else learns that the task is there', async (t) => {
  const house = await openRunner(t, { environment: members })
  const { get, post, settled } = house
  const [ada, cleo, dora] = [
    await tokenOf(house, 'ada@lyceum.test'),
    await tokenOf(house, 'cleo@lyceum.test'),
    await tokenOf(house, 'dora@lyceum.test'),
  ]
  assert.equal((await get('/plugins/', ada.headers)).statusCode, 200)

  assert.equal((await post(`${hello}process/`, { inputStr: 'x' }, ada.headers)).statusCode, 303)
  const task = await settled('/tasks/1/', ada.headers)

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.equal((await get('/tasks/1/', dora.headers)).statusCode, 200, 'administrators see it')
  assert.equal((await get('/tasks/1/', cleo.headers)).statusCode, 404)
  assert.deepEqual((await get('/tasks/1/', cleo.headers)).json(), (await get('/tasks/9/', cleo.headers)).json())
  const file = await get(String(task.outputs[0]?.href))
  assert.equal(file.statusCode, 200, 'the tag is what a file asks for')
})

test('RUN-6 a token that may only read starts nothing', async (t) => {
  const house = await openRunner(t, { worker: false, environment: members })
  const { headers } = await tokenOf(house, 'ada@lyceum.test', 'read')
  assert.equal((await house.get('/plugins/', headers)).statusCode, 200)
  const refused = await house.post(`${hello}process/`, { inputStr: 'x' }, headers)
  assert.equal(refused.statusCode, 403)
})

test('R-6 a ticket lets one person’s page in at one plugin for an hour', async (t) => {
  const house = await openRunner(t, { worker: false, environment: members })
  const { get, post, platform } = house
  const { id } = await tokenOf(house, 'ada@lyceum.test')
  const ticket = makeTicket(platform.secret, id, 'hello-world@v0-2-1', platform.now())
  const page = await get(`${hello}ui/?ticket=${ticket}`)
  assert.equal(page.statusCode, 200)
  assert.match(page.body, new RegExp(`formaction="[^"]*process/\\?ticket=${ticket.replace('.', '\\.')}"`))

  const started = await post(`${hello}process/?ticket=${ticket}`, { inputStr: 'x' })
  assert.equal(started.statusCode, 303)
  assert.equal((await get(String(started.headers.location))).statusCode, 200, 'the task is read with the same ticket')

  assert.equal((await get(`/plugins/hello-world-multi-step@v0-2-1/ui/?ticket=${ticket}`)).statusCode, 404)
  const old = makeTicket(platform.secret, id, 'hello-world@v0-2-1', '2020-01-01T00:00:00.000Z')
  assert.equal((await get(`${hello}ui/?ticket=${old}`)).statusCode, 401)
  const [body, signature] = ticket.split('.')
  assert.equal((await get(`${hello}ui/?ticket=${body}x.${signature}`)).statusCode, 401)
})

test('R-6 a page on the origin of the house is sandboxed; with an origin of its own, named clients may frame it', async (t) => {
  const near = await openRunner(t, { worker: false })
  const policy = String((await near.get(`${hello}ui/`)).headers['content-security-policy'])
  assert.match(policy, /^sandbox allow-scripts allow-forms allow-downloads;/)
  assert.match(policy, /frame-ancestors 'self'$/)
  assert.doesNotMatch(policy, /allow-same-origin|unsafe/)

  const apart = await openRunner(t, {
    worker: false,
    environment: {
      LYCEUM_RUNNER_BASE_URL: 'http://runner.example:5005',
      LYCEUM_RUNNER_FRAME_ANCESTORS: 'http://ui.example',
    },
  })
  const open = String((await apart.get(`${hello}ui/`)).headers['content-security-policy'])
  assert.doesNotMatch(open, /sandbox/)
  assert.match(open, /frame-ancestors 'self' http:\/\/127\.0\.0\.1:5000 http:\/\/ui\.example$/)
})

test('R-V a person’s runs are in their export, page by page, and nobody else’s are', async (t) => {
  const house = await openRunner(t, { worker: false, environment: members })
  const [ada, cleo] = [await tokenOf(house, 'ada@lyceum.test'), await tokenOf(house, 'cleo@lyceum.test')]
  await house.post(`${hello}process/`, { inputStr: 'mine' }, ada.headers)
  await house.post(`${hello}process/`, { inputStr: 'theirs' }, cleo.headers)

  const rows = await Array.fromAsync(personalData[0]?.rows(house.platform.db, ada.id) ?? [])

  assert.deepEqual(
    rows.map((row) => (row as { parameters_json: string }).parameters_json),
    ['{"inputStr":"mine"}'],
  )
})
