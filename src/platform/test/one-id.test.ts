import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { clientsOf } from '../../../test/support/clients.ts'
import { databaseKinds } from '../../../test/support/databases.ts'
import { atEnd } from '../../../test/support/endings.ts'
import { openTestPlatform } from '../../../test/support/house.ts'
import { until } from '../../../test/support/until.ts'
import { guard } from '../accounts/guard.ts'
import { listActivity } from '../activity/queries.ts'
import { definePart } from '../app.ts'
import type { DatabaseKind } from '../database/migrating.ts'
import { UserError } from '../errors.ts'
import { sendLetter } from '../mail/tasks.ts'
import type { Platform } from '../platform.ts'
import { listJobs } from '../tasks/queries.ts'
import { defineTask } from '../tasks/tasks.ts'
import { startWorker } from '../tasks/worker.ts'
import { openWeb } from '../web/server.ts'

/** A job that writes a line, and in whose success a letter goes out; tried twice, since the first time something is away. */
const answer = defineTask({
  name: 'trial.answer',
  title: 'Answer',
  input: z.object({}),
  retry: { attempts: 2, backoffMs: 0 },
  run: async (platform, _input, job) => {
    platform.log.info('the job says something')
    if (job.attempt === 1) throw new UserError('unavailable', 'trial.away', 'Away just now.')
    return job.finish(async (tx) => {
      await platform.mail.send(tx, { to: 'ada@lyceum.test', kind: 'trial', subject: 'Answer', text: 'Here it is.' })
      await platform.activity.record(tx, { actor: 'system', action: 'trial.answered' })
    })
  },
})

/** A part with one form, and one page with a bug in it. */
const trial = definePart({
  name: 'trial',
  routes: async () => (web, platform) => {
    web.post('/trial', { config: { rule: 'papers.edit' } }, async (_request, reply) => {
      await platform.db.transaction().execute(async (tx) => {
        await platform.activity.record(tx, { actor: 'ada', action: 'trial.asked' })
        await platform.tasks.enqueue(tx, answer, {})
      })
      return reply.redirect('/', 303)
    })
    web.get('/trial/bug', { config: { rule: 'papers.read' } }, async () => {
      throw new TypeError('a mistake of ours')
    })
  },
})

async function openTrial(t: TestContext, kind: DatabaseKind) {
  const platform = await openTestPlatform(t, { kind })
  const web = await openWeb({ platform, parts: [trial], apps: [], guard: guard(platform) })
  const worker = await startWorker({ platform, tasks: [answer, sendLetter], schedules: [], log: platform.log })
  atEnd(t, async () => {
    await worker.stop(1_000)
    await web.close()
  })
  return { platform, web, as: await clientsOf(platform, web) }
}

const page = { limit: 10 }

/** The lines of all three logs that name an id, by kind. */
function logged(platform: Platform, id: string): Record<string, Record<string, unknown>[]> {
  const folder = join(platform.config.instance, 'logs')
  const found: Record<string, Record<string, unknown>[]> = { access: [], error: [], operation: [] }
  for (const name of readdirSync(folder)) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1)
    const ours = lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === id)
    found[name.split('-', 1)[0] ?? '']?.push(...ours)
  }
  return found
}

for (const kind of databaseKinds) {
  test(`R-V16 the id of one request finds its answer, its jobs, its letter, its entries and all lines (${kind})`, async (t) => {
    const { platform, as } = await openTrial(t, kind)
    const isKept = async () => (await platform.db.selectFrom('mail_outbox').selectAll().execute())[0]?.state === 'kept'

    const { headers, statusCode } = await as('ada').post('/trial')
    const other = await as('ada').post('/trial')
    assert.equal(statusCode, 303)
    const id = String(headers['x-request-id'])
    await until('all is kept', isKept)
    await until(
      'both jobs are done',
      async () => (await listJobs(platform.db, { search: id, states: ['succeeded'] }, page)).length === 2,
    )

    const jobs = await listJobs(platform.db, { search: id }, page)
    assert.deepEqual(jobs.map((job) => job.task).sort(), ['mail.send', 'trial.answer'])
    const letters = await platform.db.selectFrom('mail_outbox').selectAll().where('request_id', '=', id).execute()
    assert.equal(letters.length, 1)
    const entries = (await listActivity(platform.db, { text: id })).items
    assert.deepEqual(entries.map((entry) => entry.action).sort(), ['trial.answered', 'trial.asked'])
    assert.equal(
      entries.find((entry) => entry.action === 'trial.answered')?.job_id,
      jobs.find((job) => job.task === 'trial.answer')?.id,
    )

    await sleep(300)
    const { access = [], error = [], operation = [] } = logged(platform, id)
    assert.deepEqual(
      access.map(({ method, route, status }) => [method, route, status]),
      [['POST', '/trial', 303]],
    )
    assert.deepEqual(
      error.map((line) => [line.msg, line.task]),
      [['a job failed', 'trial.answer']],
    )
    assert.equal(operation.filter((line) => line.msg === 'the job says something').length, 2)
    assert.ok(
      operation.some((line) => line.msg === 'letter kept: no mail server is set'),
      'the job of a job too',
    )
    assert.notEqual(other.headers['x-request-id'], id)
    for (const line of [...access, ...error, ...operation])
      assert.deepEqual([line.pid, typeof line.role], [process.pid, 'string'])
  })
}

test('R-V16 an error page shows the id under which the mistake stands in the log', async (t) => {
  const { platform, as } = await openTrial(t, 'sqlite')

  const ofPage = await as('ada').get('/trial/bug')
  const ofApi = await as('ada').json('GET', '/trial/bug')

  for (const { headers, body, statusCode } of [ofPage, ofApi]) {
    assert.equal(statusCode, 500)
    const id = String(headers['x-request-id'])
    assert.ok(body.includes(id))
    const [line] = logged(platform, id).error ?? []
    assert.partialDeepStrictEqual(line, { err: { message: 'a mistake of ours' } })
    assert.doesNotMatch(body, /a mistake of ours/)
  }
})

test('what the house does by itself goes back to no request, though a request woke it', async (t) => {
  const { platform, as } = await openTrial(t, 'sqlite')
  await as('ada').post('/trial')
  const ranOut = async () => (await listJobs(platform.db, { states: ['queued', 'running'] }, page)).length === 0
  await until('nothing runs', ranOut)

  await platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, answer, {}))
  await until('nothing runs', ranOut)

  const orphans = await platform.db.selectFrom('tasks_jobs').selectAll().where('request_id', 'is', null).execute()
  assert.deepEqual(orphans.map((job) => job.task).sort(), ['mail.send', 'trial.answer'])
})
