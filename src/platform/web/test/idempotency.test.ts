import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { uploadedFiles } from '../uploads.ts'
import { openTestWeb } from './open-test-web.ts'

const ThingForm = z.strictObject({ name: z.string() })

/** Counts what was done; a thing called `fail` is refused. */
async function openCounter(t: TestContext) {
  const done: string[] = []
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.post('/things', { schema: { body: ThingForm }, config: { rule: 'house.read' } }, async (request, reply) => {
        await sleep(30)
        if (request.body.name === 'fail') throw new UserError('conflict', 'test.taken', 'Taken.')
        done.push(request.body.name)
        return reply.redirect(`/things/${done.length}`, 303)
      }),
  })
  const press = (name: string, key: string) =>
    web.inject({
      method: 'POST',
      url: '/things',
      payload: `_token=test-token&_key=${key}&name=${name}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-test-role': 'member' },
    })
  return { web, done, press }
}

test('R-P3 twenty presses of one button at once do it once, and all get the same answer', async (t) => {
  const { done, press } = await openCounter(t)

  const answers = await Promise.all(Array.from({ length: 20 }, () => press('a', 'key-of-one-form')))

  assert.deepEqual(done, ['a'])
  assert.deepEqual(
    [...new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.location}`))],
    ['303 /things/1'],
  )
})

test('R-P3 another form does another thing', async (t) => {
  const { done, press } = await openCounter(t)

  await press('a', 'key-of-one-form')
  await press('a', 'key-of-another-form')

  assert.deepEqual(done, ['a', 'a'])
})

test('R-P3 a refused form may be sent again under the same key', async (t) => {
  const { done, press } = await openCounter(t)

  assert.equal((await press('fail', 'key-of-one-form')).statusCode, 409)
  assert.equal((await press('b', 'key-of-one-form')).statusCode, 303)

  assert.deepEqual(done, ['b'])
})

test('R-P3 twenty uploads of one form at once are taken once, however large, and all get the same answer', async (t) => {
  const taken: number[] = []
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.post('/files', { config: { rule: 'house.read', upload: { maxBytes: 5e6 } } }, async (request, reply) => {
        for await (const file of uploadedFiles(request)) {
          let size = 0
          for await (const chunk of file.bytes) size += chunk.length
          taken.push(size)
        }
        return reply.redirect(`/files/${taken.length}`, 303)
      }),
  })
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  const send = (key: string, token = 'test-token') => {
    const body = new FormData()
    body.set('_token', token)
    body.set('_key', key)
    body.append('file', new Blob([new Uint8Array(3_000_000)]), 'a.csv')
    return fetch(`${baseUrl}/files`, { method: 'POST', body, redirect: 'manual', headers: { 'x-test-role': 'member' } })
  }

  const answers = await Promise.all(Array.from({ length: 20 }, () => send('key-of-one-form')))

  assert.deepEqual(taken, [3_000_000])
  assert.deepEqual(
    [...new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`))],
    ['303 /files/1'],
  )
  assert.equal((await send('key-of-one-form', 'forged')).status, 403, 'the token comes before the key')
  assert.equal((await send('key-of-another-form')).headers.get('location'), '/files/2')
})

test('R-P3 what was answered does not lie readable in the database', async (t) => {
  const { web, press } = await openCounter(t)
  await press('a', 'key-of-one-form')

  const rows = await web.house.platform.db.selectFrom('web_requests').selectAll().execute()

  assert.equal(rows.length, 1)
  assert.doesNotMatch(JSON.stringify(rows), /things\/1/)
})
