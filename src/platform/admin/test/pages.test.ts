import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { openHouse } from '../../../../test/support/house.ts'
import { defineTask } from '../../tasks/tasks.ts'
import { jobLinks } from '../../web/job-card.ts'
import { links } from '../links.ts'

const pages = [
  links.jobs(),
  links.schedules(),
  links.activity(),
  links.people(),
  links.newPerson(),
  links.settings(),
  links.system(),
  links.mail(),
]
const exports = [links.jobsCsv(), links.activityCsv(), links.activityJson()]

/** A kind of work that this test alone enqueues, and nobody runs. */
const sleepy = defineTask({
  name: 'accounts.sleep',
  title: 'Sleep',
  input: z.object({ secret: z.string() }),
  run: async () => 'slept',
})

test('an administrator gets every page, others are refused, and nobody in particular is sent to sign in', async (t) => {
  const { as } = await openHouse(t)

  for (const address of [...pages, ...exports]) {
    assert.equal((await as('dora').get(address)).statusCode, 200, address)
    assert.equal((await as('ada').get(address)).statusCode, 403, address)
    assert.equal((await as('cleo').get(address)).statusCode, 403, address)
    assert.equal((await as('anon').get(address)).statusCode, 303, address)
  }
})

test('a job is for who asked for it; to a stranger it does not exist', async (t) => {
  const { platform, as } = await openHouse(t)
  const { db, tasks } = platform
  const ada = await db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', 'like', 'ada%')
    .executeTakeFirstOrThrow()
  const { id } = await db
    .transaction()
    .execute((tx) => tasks.enqueue(tx, sleepy, { secret: 'only for administrators' }, { askedBy: ada.id }))

  const own = await as('ada').get(jobLinks.job(id))
  assert.equal(own.statusCode, 200)
  assert.doesNotMatch(own.body, /only for administrators/)
  assert.match((await as('dora').get(jobLinks.job(id))).body, /only for administrators/)
  for (const name of ['ben', 'cleo'] as const) {
    assert.equal((await as(name).get(jobLinks.job(id))).statusCode, 404)
    assert.equal((await as(name).post(jobLinks.cancel(id))).statusCode, 404)
  }
})

test('cancelling a waiting job shows it cancelled and writes it down; trying again makes a new one', async (t) => {
  const { platform, as } = await openHouse(t)
  const { db, tasks } = platform
  const { id } = await db
    .transaction()
    .execute((tx) => tasks.enqueue(tx, sleepy, { secret: '' }, { runAt: '2099-01-01T00:00:00.000Z' }))

  const answer = await as('dora').post(jobLinks.cancel(id))

  assert.equal(answer.statusCode, 303)
  assert.match((await as('dora').get(jobLinks.job(id))).body, /Cancelled/)
  const entries = await db.selectFrom('activity_entries').select('action').where('job_id', '=', id).execute()
  assert.ok(entries.some(({ action }) => action === 'tasks.cancelled'))
  const again = await as('dora').post(jobLinks.retry(id))
  assert.notEqual(String(again.headers.location), jobLinks.job(id))
})

test('a page of jobs follows the one before without a gap or a repeat', async (t) => {
  const { platform, as } = await openHouse(t)
  const jobs = Array.from({ length: 7 }, (_, n) => ({ input: { secret: '' }, subject: `thing/${n}` }))
  await platform.db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, sleepy, jobs))

  const seen: string[] = []
  let address: string | undefined = `${links.jobs()}?limit=3&task=${sleepy.name}`
  while (address !== undefined) {
    const { body }: { body: string } = await as('dora').get(address)
    seen.push(...[...body.matchAll(/thing\/(\d)/g)].map((match) => match[1] ?? ''))
    address = /href="([^"]*cursor=[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  }

  assert.deepEqual(seen, ['6', '5', '4', '3', '2', '1', '0'])
})

test('R-P2 a setting that somebody else changed meanwhile is not overwritten, and what was typed is kept', async (t) => {
  const { as } = await openHouse(t)
  const address = links.setting('papers.minimum-gap-seconds')
  assert.equal((await as('dora').post(address, { value: '7', version: '0' })).statusCode, 303)

  const late = await as('dora').post(address, { value: '9', version: '0' })

  assert.equal(late.statusCode, 409)
  assert.match(late.body, /value="9"/)
  assert.match(late.body, /In force now:/)
  const after = await as('dora').get(address)
  assert.match(after.body, /value="7"/)
})

test('a setting that does not fit is refused beside its field', async (t) => {
  const { as } = await openHouse(t)
  const address = links.setting('papers.minimum-gap-seconds')

  for (const value of ['', 'NaN', '-1', '1.5', '999999', '[]']) {
    const answer = await as('dora').post(address, { value, version: '0' })
    assert.equal(answer.statusCode, 422, value)
    assert.match(answer.body, /is-invalid/, value)
  }
})

test('the last administrator cannot be locked out or made less', async (t) => {
  const { platform, as } = await openHouse(t)
  const dora = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('role', '=', 'admin')
    .executeTakeFirstOrThrow()

  assert.equal((await as('dora').post(links.disable(dora.id))).statusCode, 409)
  assert.equal((await as('dora').post(links.role(dora.id), { role: 'reader' })).statusCode, 409)
  assert.equal((await as('dora').get(links.people())).statusCode, 200)
})

test('R-V15 fields that nobody offered change nothing', async (t) => {
  const { platform, as } = await openHouse(t)
  const extra = { id: 'mine', disabled_at: 'now', email_verified: '1', created_at: '1970-01-01', token: 'x' }

  await as('dora').post(links.people(), { name: 'Eve Example', email: 'eve@example.org', role: 'reader', ...extra })

  const eve = await platform.db
    .selectFrom('accounts_people')
    .selectAll()
    .where('email', '=', 'eve@example.org')
    .executeTakeFirstOrThrow()
  assert.notEqual(eve.id, 'mine')
  assert.equal(eve.disabled_at, null)
  assert.equal(eve.email_verified, 0)
})
