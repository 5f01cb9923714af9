import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../test/support/folders.ts'
import { openLog } from '../log.ts'
import { becauseOf } from '../log-cause.ts'
import { asShortLine, tidyEntry } from '../log-lines.ts'

function openIn(t: TestContext, secrets: string[] = [], logLevel: 'debug' | 'info' | 'silent' = 'info') {
  const instance = emptyFolder(t)
  const log = openLog(
    { instance, logLevel, smtpUrl: 'smtp://house:p%40ssw0rd!@mail.example' },
    { secrets, role: 'worker' },
  )
  const files = () =>
    (existsSync(join(instance, 'logs')) ? readdirSync(join(instance, 'logs')) : []).map((name) =>
      join(instance, 'logs', name),
    )
  return {
    log,
    files,
    text: () =>
      files()
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
  }
}

test('a line is JSON with its time, level, sentence and fields, in a file of the day', (t) => {
  const { log, files, text } = openIn(t)

  log.info({ papers: 40 }, 'collection imported')
  log.debug('not asked for')

  const { time, ...entry } = JSON.parse(text())
  const who = { host: hostname(), pid: process.pid, role: 'worker' }
  assert.deepEqual(entry, { level: 'info', msg: 'collection imported', ...who, papers: 40 })
  assert.match(files()[0] ?? '', new RegExp(`operation-${String(time).slice(0, 10)}\\.0001\\.jsonl$`))
  assert.equal(statSync(files()[0] ?? '').mode & 0o777, 0o600)
})

test('what is odd or wrong stands in a file of its own, and each line in one file only', (t) => {
  const { log, files } = openIn(t)

  log.info('all is well')
  log.warn('odd')
  log.error('wrong')

  const sentences = Object.fromEntries(
    files().map((file) => [/logs\/([a-z]+)-/.exec(file)?.[1], readFileSync(file, 'utf8').match(/"msg":"[^"]+"/g)]),
  )
  assert.deepEqual(sentences, { error: ['"msg":"odd"', '"msg":"wrong"'], operation: ['"msg":"all is well"'] })
})

test('the level decides how much is written, down to nothing', (t) => {
  const most = openIn(t, [], 'debug')
  const none = openIn(t, [], 'silent')

  for (const { log } of [most, none]) {
    log.debug('small')
    log.fatal('last words')
  }

  assert.equal(most.text().split('\n').length - 1, 2)
  assert.deepEqual(none.files(), [])
})

test('R-V16 a line names the request and the job that the work goes back to, also after a wait', async (t) => {
  const { log, text } = openIn(t)

  await becauseOf({ requestId: 'r1', jobId: 'j1', task: 'papers.import' }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    log.info('inside')
  })
  log.info('outside')

  const [inside, outside] = text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual([inside.requestId, inside.jobId, inside.task], ['r1', 'j1', 'papers.import'])
  assert.equal('requestId' in outside, false)
})

test('R-V16 no text from outside ends a line, moves a cursor or forges an entry', (t) => {
  const { log, text } = openIn(t)
  const hostile = 'a\r\n{"level":"error","msg":"forged"}\u001b[2J\u009b31m\u2028\u202e\u0000'

  log.info({ name: hostile }, hostile)

  assert.equal(text().split('\n').length, 2)
  assert.doesNotMatch(text().trimEnd(), /[\p{Cc}\u2028\u202e]/u)
  assert.equal(JSON.parse(text()).name, hostile, 'and yet nothing is lost')
  const short = asShortLine(tidyEntry(JSON.stringify({ level: 50, time: 0, msg: hostile, name: hostile }), []), false)
  assert.doesNotMatch(short.trimEnd(), /[\p{Cc}\u2028\u202e]/u)
})

test('R-V16 a name of a megabyte makes a line of at most 8 KB, and so do a thousand fields', (t) => {
  const { log, text } = openIn(t)
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, 'ü'.repeat(900)]))

  log.warn({ name: 'x'.repeat(1e6) }, 'm'.repeat(1e6))
  log.warn(many, 'many')
  log.warn({ deep: JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) }, 'deep')

  const lines = text().trimEnd().split('\n')
  assert.equal(lines.length, 3)
  for (const line of lines) {
    assert.ok(Buffer.byteLength(line) < 8_192, `${Buffer.byteLength(line)} bytes`)
    assert.equal(JSON.parse(line).level, 'warn')
  }
})

test('R-V14 no secret reaches the log, whatever it is called and wherever it stands', (t) => {
  const seeded = 'k7Qw9-instance-secret-0123456789abcdef'
  const { log, text } = openIn(t, [seeded])

  log.info(
    { password: 'hunter2hunter2', headers: { authorization: 'Bearer abcdefghijkl', cookie: 'lyceum=1234' } },
    'x',
  )
  log.info({ url: `postgres://lyceum:hunter2hunter2@db/x`, note: `it is ${seeded}` }, `and ${seeded}`)
  log.error({ err: new Error(`could not sign in with p@ssw0rd! or lyc_abcdefgh123`) }, 'mail refused')
  log.info({ long: `${'x'.repeat(985)}${seeded}${'y'.repeat(900)}` }, 'cut in the middle of it')
  log.info({ hasPassword: true, apiKey: null }, 'flags stay')

  for (const secret of [
    'hunter2',
    seeded.slice(0, 10),
    'abcdefghijkl',
    'lyceum=1234',
    'p@ssw0rd!',
    'lyc_abcdefgh123',
  ]) {
    assert.ok(!text().includes(secret), secret)
  }
  assert.match(text(), /"hasPassword":true,"apiKey":null/)
  assert.match(text(), /postgres:\/\/lyceum:••••••@db/)
})

test('an error is kept with its stack and its cause', (t) => {
  const { log, text } = openIn(t)

  log.error({ err: new TypeError('no', { cause: new Error('the disk') }) }, 'import failed')

  const { err } = JSON.parse(text())
  assert.equal(err.type, 'TypeError')
  assert.match(err.stack, /log\.test\.ts[\s\S]*the disk/)
})
