import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { addressOf, isApi, isUnsafe, nameOf, openAllRoutes } from './support/all-routes.ts'
import { extraFields, sqlFragments } from './support/hostile.ts'
import { openHouse } from './support/house.ts'

const unknownId = '01900000-0000-7000-8000-00000000beef'

/** What a schema of zod would take, by name. */
function namesOf(schema: unknown): string[] {
  if (!(schema instanceof z.ZodType)) return []
  return Object.keys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {})
}

test('R-V1 no fragment of SQL in any query parameter makes a mistake of ours', async (t) => {
  const { routes, send } = await openAllRoutes(t)
  const asked = routes.filter((route) => !isUnsafe(route) && namesOf(route.schema.querystring).length > 0)
  assert.ok(asked.length > 8, asked.map(nameOf).join(' '))

  for (const route of asked) {
    const names = namesOf(route.schema.querystring)
    for (const fragment of sqlFragments) {
      for (const name of names) {
        const url = `${addressOf(route, unknownId)}?${new URLSearchParams({ [name]: fragment })}`
        if (route.url === '/live' && name === 'topics' && /^[\w./-]+$/.test(fragment)) continue
        const { statusCode } = await send('dora', { method: 'GET', url })
        assert.ok(statusCode < 500, `${url}: ${statusCode}`)
      }
    }
  }
})

test('R-V15 no JSON body takes a field that is nobody’s to send, and none takes a prototype', async (t) => {
  const { routes, send } = await openAllRoutes(t)
  const taking = routes.filter((route) => isUnsafe(route) && isApi(route) && !route.config.upload)
  assert.ok(taking.length > 12)

  for (const route of taking) {
    const ask = (payload: string) =>
      send('dora', {
        method: route.method as 'POST',
        url: addressOf(route, unknownId),
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        payload,
      })
    if (route.schema.body) {
      const extra = await ask(JSON.stringify(extraFields))
      assert.equal(extra.statusCode, 422, `${nameOf(route)}: ${extra.body}`)
    }
    assert.equal((await ask('{"__proto__": {"isAdmin": true}}')).statusCode, 400, nameOf(route))
    assert.ok((await ask('{"constructor": {"prototype": {"isAdmin": true}}}')).statusCode >= 400, nameOf(route))
    assert.equal(Reflect.get({}, 'isAdmin'), undefined)
  }
})

test('R-V15 fourteen extra fields in every form change nothing but what the form is about', async (t) => {
  const { as, platform } = await openHouse(t)
  const made = await as('ada').json('POST', '/api/v1/papers/papers', { title: 'A title' })
  assert.equal(made.statusCode, 201, made.body)
  const { id: paperId } = made.json<{ id: string }>()
  const pasted = await as('ada').post('/papers/upload/dois', { dois: '10.1000/99' })
  const plan = { encoding: '', delimiter: '', preset: '', policy: 'skip', invalid_doi: 'reject' }
  const { version } = await platform.db
    .selectFrom('papers')
    .select('version')
    .where('id', '=', paperId)
    .executeTakeFirstOrThrow()
  const before = await standing()
  const { role: _role, ...lesser } = extraFields
  const { status: _status, ...others } = extraFields

  const forms: [who: 'ada' | 'dora', url: string, fields: Record<string, unknown>][] = [
    ['ada', '/account/tokens', { ...extraFields, name: 'mine', scope: 'read', days: '30' }],
    ['dora', '/admin/people', { ...lesser, name: 'Eve', email: 'eve@lyceum.test', role: 'reader' }],
    ['dora', '/admin/settings/papers.free-disk-mib', { ...extraFields, value: '4096', version: 0 }],
    ['ada', '/papers/collector/contact', { ...extraFields, contact: 'papers@lyceum.science' }],
    ['ada', `/papers/list/${paperId}/edit`, { ...paperFields, ...extraFields, version, title: 'Another title' }],
    ['ada', `/papers/list/${paperId}/priority`, { ...extraFields, priority: '1' }],
    ['ada', '/papers/upload/dois', { ...others, dois: '10.1000/1' }],
    ['ada', '/theme', { ...extraFields, theme: 'dark' }],
  ]
  for (const [who, url, fields] of forms) {
    const { statusCode, body } = await as(who).post(url, fields)
    assert.ok([201, 303].includes(statusCode), `${url}: ${statusCode} ${body.slice(0, 300)}`)
  }
  // A form whose every further field is a column of the list refuses what is none.
  assert.equal((await as('ada').post(`${pasted.headers.location}/plan`, plan)).statusCode, 303)
  assert.equal((await as('ada').post(`${pasted.headers.location}/plan`, { ...plan, ...extraFields })).statusCode, 422)

  const eve = await platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('email', '=', 'eve@lyceum.test')
    .executeTakeFirstOrThrow()
  assert.equal(eve.role, 'reader')
  const after = await standing()
  assert.deepEqual(
    after.people.filter(({ id }) => id !== eve.id),
    before.people,
  )
  assert.deepEqual(
    after.papers.find(({ id }) => id === paperId),
    before.papers.find(({ id }) => id === paperId),
  )
  const strange = JSON.stringify([eve, after])
  assert.doesNotMatch(strange, /dead|1999-01-01/)

  /** What no form may touch. */
  async function standing() {
    const { db } = platform
    return {
      people: await db
        .selectFrom('accounts_people')
        .select(['id', 'role', 'email', 'created_at'])
        .orderBy('id')
        .execute(),
      papers: await db.selectFrom('papers').select(['id', 'status', 'created_at']).orderBy('id').execute(),
      tokens: await db.selectFrom('accounts_tokens').select(['id', 'person_id']).execute(),
    }
  }
})

const paperFields = {
  title: '',
  doi: '',
  authors: '',
  journal: '',
  publisher: '',
  published_on: '',
  type: 'other',
  language: '',
  issn: '',
  volume: '',
  issue: '',
  pages: '',
  abstract: '',
}

test('R-V15 no form takes the name of a prototype', async (t) => {
  const { routes, send } = await openAllRoutes(t)
  const forms = routes.filter((route) => isUnsafe(route) && !isApi(route))

  for (const route of forms) {
    for (const payload of ['__proto__=1', 'constructor=1', 'prototype=1', '__proto__%5BisAdmin%5D=1']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const { statusCode } = await send('dora', { method: 'POST', url: addressOf(route, unknownId), headers, payload })
      if (!payload.includes('%5B')) assert.equal(statusCode, 422, `${nameOf(route)} ${payload}`)
      assert.equal(Reflect.get({}, 'isAdmin'), undefined)
    }
  }
})

test('R-V16 whatever is sent makes whole lines of JSON in the log, none of them long', async (t) => {
  const { web, as, platform } = await openHouse(t)
  const lies = [
    'a\r\n{"level":"info","msg":"signed in"}',
    '\u001b[2J\u001b[31mred',
    '{"level":"fatal"}\n',
    '"},{"msg":"x"}',
    '\u2028\u202eright to left',
    'x'.repeat(4_000),
    'pass\u0000word',
  ]

  for (const lie of lies) {
    await as('anon').inject({
      method: 'POST',
      url: '/csp-reports',
      headers: { 'content-type': 'application/reports+json' },
      payload: lie,
    })
    await as('anon').post('/sign-in', { email: lie, password: lie })
    await as('ada').post('/papers/collector/pause', { reason: lie })
    await web.inject({ url: `/${encodeURIComponent(lie)}`, headers: { 'user-agent': lie.replaceAll(/[^ -~]/g, '?') } })
    platform.log.warn({ err: new Error(lie), name: lie, [lie]: lie }, 'a line with lies')
  }

  const folder = join(platform.config.instance, 'logs')
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
  const lines = text.split('\n').slice(0, -1)
  assert.ok(lines.length >= lies.length * 2, `${lines.length} lines`)
  for (const line of lines) {
    assert.ok(Buffer.byteLength(line) < 8_192)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/)
    const { level, msg, method } = JSON.parse(line)
    // A line of the access log has a method instead of a level.
    assert.ok(method ? level === undefined : ['info', 'warn', 'error'].includes(level), line)
    assert.notEqual(msg, 'signed in')
  }
  assert.equal(lines.filter((line) => JSON.parse(line).msg === 'policy broken').length, lies.length)
  assert.equal(lines.filter((line) => JSON.parse(line).msg === 'a line with lies').length, lies.length)
})
