import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { openHouse } from '../../../compose.ts'
import type { Shell } from '../../../platform/app.ts'
import type { Platform } from '../../../platform/platform.ts'
import { insertWorker } from '../../../platform/tasks/statements/leases.ts'
import { startCollector } from '../collecting.ts'
import { diagnosticsCommands } from '../diagnostics/commands.ts'
import { type Diagnosis, diagnose } from '../diagnostics/diagnosing.ts'
import { type Jobs, watchJobs } from '../diagnostics/jobs.ts'
import { type Reverted, tryReversion, wayNames } from '../diagnostics/reversion.ts'
import { tools } from '../diagnostics/tools.ts'
import { findCollector } from '../queries/collector.ts'
import { addPapers, cause, liveJobs, manyPapers, openPapers, snapshot, statusOf, testPapers } from './support.ts'
import { claimDue } from './turning.ts'

type Said = { value: unknown; text: string; exitCode: number; asked: string[] }

/** Runs `lyceum diagnostics …`; the answers are what somebody types into the menu. */
async function run(
  platform: Platform,
  words: readonly string[],
  answers: readonly string[] = [],
  open: Shell['open'] = async () => ({ platform, close: async () => {} }),
): Promise<Said> {
  const said: Said = { value: undefined, text: '', exitCode: 0, asked: [] }
  const left = [...answers]
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  const shell = {
    config: platform.config,
    parts: async () => platform.parts,
    platform: async () => platform,
    open,
    print: <Value>(value: Value, asText: (value: Value) => string) => {
      said.value = value
      said.text += `${asText(value)}\n`
    },
    foundSomething: () => {
      said.exitCode = 1
    },
    readStdin: async () => '',
  }
  diagnosticsCommands(program, shell, () => ({
    say: (text) => said.asked.push(text),
    hear: async () => left.shift(),
    end: () => {},
  }))
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride()
  await program.parseAsync(['diagnostics', ...words], { from: 'user' })
  return said
}

const find = (found: readonly Diagnosis[], id: string): Diagnosis => {
  const one = found.find((each) => each.id === id)
  assert.ok(one, id)
  return one
}

testPapers(
  'PAP-R-071 PAP-R-078 the state shows collector, hour, papers and what happened last, and changes nothing',
  async (_t, house) => {
    const { platform } = house
    await manyPapers(platform, 30)
    await startCollector(platform, cause)
    const before = await snapshot(platform)

    const { text } = await run(platform, ['check-state'])

    assert.match(text, /Collector {3}running since 2026-03-10T10:00:00\.000Z \(ada: a test\)/)
    assert.match(text, /This hour {3}2026-03-10 10:00, quota 4: planned, 0 of 4 started/)
    assert.match(text, /Papers {6}New 26, Pending 4/)
    assert.match(text, /none: no job runs/)
    assert.match(text, /Latest:\n {2}2026-03-10T10:00:00\.000Z/)
    assert.deepEqual(await snapshot(platform), before)
  },
)

testPapers('PAP-R-072 a healthy house is told to be well, each question with its number', async (_t, { platform }) => {
  await platform.db.transaction().execute(async (tx) => {
    await platform.activity.record(tx, { actor: 'ada', action: 'papers.tried' })
  })
  const entries = await countEntries(platform)

  const found = await diagnose(platform)

  assert.deepEqual(
    found.map(({ id }) => id),
    Array.from({ length: 16 }, (_, n) => `D${n + 1}`),
  )
  const wrong = found.filter(({ id, level }) => level === 'fail' && !['D6', 'D13'].includes(id))
  assert.deepEqual(wrong, [])
  assert.equal(await countEntries(platform), entries, 'the entry that was tried is taken back')
})

testPapers('PAP-R-072 each known fault is found under its number, with what to do', async (_t, { platform, clock }) => {
  const [lost] = await addPapers(platform, [{ doi: '10.1/lost' }, { doi: '10.1/b' }, { doi: '10.1/c' }])
  await startCollector(platform, cause)
  await platform.db
    .updateTable('papers')
    .set({ status: 'running', previous_status: 'new' })
    .where('id', '=', lost ?? '')
    .execute()
  await platform.db
    .deleteFrom('papers_planned')
    .where('paper_id', '=', lost ?? '')
    .execute()
  clock.at('2026-03-10T12:20:00.000Z')
  await platform.db.insertInto('http_hosts').values(restingHost('journal.example')).execute()
  await breakOff(platform, 'papers-1-2.part')
  await platform.db
    .insertInto('papers_attempts')
    .values(limited(lost ?? ''))
    .execute()
  const today = { source: 'openalex', day: '2026-03-10', contract_detail: 'id: missing' }
  await platform.db
    .insertInto('papers_source_days')
    .values({ ...today, requests: 1, cost_micro_usd: 0 })
    .execute()

  const found = await diagnose(platform)

  assert.equal(find(found, 'D6').level, 'fail', 'a clock that stands in the past')
  assert.equal(find(found, 'D2').level, 'fail')
  assert.match(find(found, 'D2').message, new RegExp(`I2 paper ${lost} is running without a job`))
  assert.equal(find(found, 'D4').level, 'warn', 'jobs are overdue')
  assert.match(find(found, 'D5').message, /hour that began at 2026-03-10T12:00:00\.000Z has no plan/)
  assert.match(find(found, 'D9').message, /journal\.example until 2026-03-10T13:00:00\.000Z \(5 failures in a row\)/)
  assert.match(find(found, 'D10').message, /1 ended, 1 of them not Done: rate_limited 1/)
  assert.equal(find(found, 'D11').level, 'warn')
  assert.match(find(found, 'D14').message, /and 1 a limit\. Not understood today: openalex \(id: missing\)/)
  for (const { id, level, remedy } of found) assert.equal(remedy !== undefined, level !== 'ok', id)

  // Mended by the commands that were named, the house is well again.
  assert.match((await run(platform, ['repair', 'pending'])).text, /1 found; add --yes/)
  assert.equal(await statusOf(platform, lost ?? ''), 'running', 'a dry run changes nothing')
  assert.match((await run(platform, ['repair', 'pending', '--yes'])).text, /1 mended/)
  assert.equal(await statusOf(platform, lost ?? ''), 'new')
  await run(platform, ['repair', 'plans', '--yes'])
  await run(platform, ['repair', 'staging', '--yes'])
  const after = await diagnose(platform)
  for (const id of ['D2', 'D5', 'D11']) assert.equal(find(after, id).level, 'ok', id)
})

testPapers(
  'PAP-R-073 jobs are shown with age, epoch and whether their worker lives',
  async (_t, { platform, clock }) => {
    await manyPapers(platform, 20)
    await startCollector(platform, cause)
    const [job] = await claimDue(platform, 1)
    await platform.db
      .updateTable('tasks_jobs')
      .set({ worker_id: 'nobody', started_at: platform.now(), lease_epoch: 3 })
      .where('id', '=', job?.id ?? '')
      .execute()
    clock.forward(90)

    const { value, text } = await run(platform, ['inspect-jobs'])
    const { running, next } = value as Jobs

    assert.deepEqual(
      running.map(({ id, ageSeconds, epoch, isWorkerAlive }) => ({ id, ageSeconds, epoch, isWorkerAlive })),
      [{ id: job?.id, ageSeconds: 90, epoch: 3, isWorkerAlive: false }],
    )
    assert.equal(next.filter(({ task }) => task === 'papers.process').length, 3)
    assert.match(text, /its worker is gone/)
    assert.deepEqual(
      (await liveJobs(platform)).filter(({ state }) => state === 'running').length,
      1,
      'looking changes nothing',
    )
  },
)

test('PAP-R-073 jobs are watched until somebody says that it is enough', async (t) => {
  const platform = await openPapers(t, {})
  const enough = new AbortController()
  let looks = 0

  const show = (): void => {
    looks += 1
    if (looks === 3) enough.abort()
  }
  await watchJobs(platform, show, { everyMs: 1, signal: enough.signal })

  assert.equal(looks, 3)
})

test('PAP-R-036 PAP-R-074 in a scratch house every way of stopping puts papers of every state back', async (t) => {
  const environment = { LYCEUM_CONTACT: 'library@lyceum-tests.org', LYCEUM_LOG_LEVEL: 'silent' }
  const scratch = await openTestPlatform(t, { environment })

  const tried = await tryReversion(scratch)

  assert.deepEqual(
    tried.map(({ way }) => way),
    wayNames,
  )
  for (const { way, planned, running, wrong } of tried) {
    assert.deepEqual(wrong, [], way)
    assert.ok(planned >= 10 && running === 4, `${way}: ${planned} Pending, ${running} Running`)
  }
})

test('PAP-R-074 the command leaves the house itself alone', async (t) => {
  const platform = await openPapers(t, {})
  await manyPapers(platform, 5)
  const before = await snapshot(platform)
  const folders: string[] = []

  const { value, exitCode } = await run(platform, ['test-reversion'], [], async (config) => {
    folders.push(config.instance)
    return openHouse({ ...config, logLevel: 'silent' }, 'command')
  })

  assert.deepEqual(
    (value as Reverted[]).flatMap(({ wrong }) => wrong),
    [],
  )
  assert.equal(exitCode, 0)
  assert.notEqual(folders[0], platform.config.instance)
  assert.equal(existsSync(folders[0] ?? ''), false, 'nothing is left of it')
  assert.deepEqual(await snapshot(platform), before)
})

testPapers(
  'PAP-R-075 the emergency stop asks first, stops everything, and may be repeated',
  async (_t, { platform }) => {
    await manyPapers(platform, 30)
    const before = await snapshot(platform)
    await startCollector(platform, cause)
    await claimDue(platform, 2)

    await assert.rejects(run(platform, ['emergency-stop']), { code: 'papers.not-confirmed' })
    assert.equal((await findCollector(platform.db)).state, 'running', 'without an answer nothing happens')
    const { value } = await run(platform, ['emergency-stop', '--yes', '--reason', 'smoke'])

    assert.deepEqual(value, { state: 'emergency', takenBack: 4, stillPlanned: 0 })
    assert.deepEqual(await snapshot(platform), before)
    assert.equal((await findCollector(platform.db)).reason, 'smoke')
    assert.equal((await run(platform, ['emergency-stop', '--yes'])).exitCode, 0)
  },
)

testPapers('PAP-R-076 the quick fix asks the processes of the house to end, and no other', async (_t, { platform }) => {
  await manyPapers(platform, 5)
  await startCollector(platform, cause)
  const at = platform.now()
  const elsewhere = {
    id: 'elsewhere',
    host: 'mill boot pid',
    pid: 4711,
    process_start: '1',
    started_at: at,
    beat_at: at,
  }
  await insertWorker(platform.db, platform.database.kind, elsewhere, 60_000)

  const { value, text } = await run(platform, ['quick-fix', '--yes'])

  assert.deepEqual((value as { processes: unknown }).processes, [{ pid: 4711, host: 'mill', by: 'asked' }])
  assert.match(text, /Process 4711 on mill was asked to end/)
  const rows = await platform.db.selectFrom('tasks_workers').select('exit_requested_at').execute()
  assert.deepEqual(
    rows.map(({ exit_requested_at }) => exit_requested_at),
    [at],
  )
  assert.equal((await findCollector(platform.db)).state, 'emergency')
})

test('PAP-R-070 the menu reaches every tool by number or name, asks before it writes, and ends with its input', async (t) => {
  const platform = await openPapers(t, {})
  await startCollector(platform, cause)

  const { text, asked } = await run(platform, [], ['1', 'inspect-jobs', '99', '5', 'n'])

  assert.match(text, /Collector {3}running/)
  assert.match(text, /Nothing runs\./)
  assert.ok(asked.some((said) => said === '"99" is none of these.'))
  assert.ok(asked.some((said) => said === 'Nothing was done. Add --yes to confirm.'))
  for (const name of ['check-state', 'diagnose', 'inspect-jobs', 'test-reversion', 'emergency-stop', 'quick-fix'])
    assert.match(asked[0] ?? '', new RegExp(`\\d  ${name}`))
  assert.equal((await findCollector(platform.db)).state, 'running')

  await run(platform, [], ['emergency-stop', 'yes', '0', 'check-state'])
  assert.equal((await findCollector(platform.db)).state, 'emergency')
})

async function countEntries({ db }: Platform): Promise<number> {
  const rows = await db.selectFrom('activity_entries').select('seq').execute()
  return rows.length
}

/** A body of which nothing has come for two days. */
async function breakOff({ files }: Platform, name: string): Promise<void> {
  const path = join(files.stagingFolder, name)
  await writeFile(path, 'half of it')
  const longAgo = (Date.now() - 2 * 24 * 60 * 60_000) / 1_000
  await utimes(path, longAgo, longAgo)
}

const restingHost = (politeness_key: string) => ({
  politeness_key,
  version: 1,
  next_at: '2026-03-10T12:00:00.000Z',
  paused_until: null,
  slots: '{}',
  failed_at: '[1,2,3,4,5]',
  breaker_ms: 1_800_000,
  breaker_until: '2026-03-10T13:00:00.000Z',
  forgiven: '{"failedAt":[],"breakerMs":0}',
  changed_at: '2026-03-10T12:00:00.000Z',
})

const limited = (paper_id: string) => ({
  id: 'attempt-1',
  paper_id,
  n: 1,
  started_at: '2026-03-10T12:10:00.000Z',
  ended_at: '2026-03-10T12:10:01.000Z',
  outcome: 'deferred' as const,
  failure_code: 'rate_limited',
  bytes: 0,
})

test('PAP-R-077 the guides name every tool, every question and every symptom', async () => {
  const page = (name: string) => readFile(join(import.meta.dirname, '../../../../docs', name), 'utf8')
  const [ofTools, ofSymptoms] = [await page('diagnostics.md'), await page('troubleshooting.md')]

  for (const { name } of tools) assert.ok(ofTools.includes(`| \`${name}\` |`), name)
  for (let n = 1; n <= 16; n++) assert.ok(ofTools.includes(`| D${n} |`), `D${n}`)
  for (const symptom of [
    'nothing happens at the hour',
    'papers stay Pending',
    'everything fails at one publisher',
    'an import stands still',
    'two processes disagree',
    'database is locked',
    'the disk is full',
    'after restoring a backup',
  ])
    assert.ok(ofSymptoms.includes(symptom), symptom)
})
