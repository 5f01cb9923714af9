import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openLog } from '../log.ts'
import { openLogFile } from '../log-file.ts'
import { asShortLine, tidyEntry } from '../log-lines.ts'

function openIn(t: TestContext, secrets: string[] = []) {
  const instance = mkdtempSync(join(tmpdir(), 'lyceum-log-'))
  t.after(() => rmSync(instance, { recursive: true }))
  const log = openLog({ instance, logLevel: 'info', smtpUrl: 'smtp://house:p%40ssw0rd!@mail.example' }, { secrets })
  const files = () => readdirSync(join(instance, 'logs')).map((name) => join(instance, 'logs', name))
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
  assert.deepEqual(entry, { level: 'info', msg: 'collection imported', pid: process.pid, papers: 40 })
  assert.match(files()[0] ?? '', new RegExp(`lyceum-${String(time).slice(0, 10)}\\.jsonl$`))
  assert.equal(statSync(files()[0] ?? '').mode & 0o777, 0o600)
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

test('a new day begins a new file, and the oldest go', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-log-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (let day = 1; day <= 20; day++)
    writeFileSync(join(folder, `lyceum-2026-01-${String(day).padStart(2, '0')}.jsonl`), '')
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  let day = '2026-02-01'
  const file = openLogFile(folder, () => day)

  file.write('one\n')
  day = '2026-02-02'
  file.write('two\n')
  file.close()

  const names = readdirSync(folder).filter((name) => name.startsWith('lyceum'))
  assert.equal(names.length, 14)
  assert.equal(readFileSync(join(folder, 'lyceum-2026-02-02.jsonl'), 'utf8'), 'two\n')
  assert.ok(readdirSync(folder).includes('notes.txt'), 'a file that is not ours stays')
})

test('R-D5 where nothing can be written the house goes on, and the log with it when it can', (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'lyceum-log-'))
  t.after(() => rmSync(parent, { recursive: true }))
  const folder = join(parent, 'logs')
  writeFileSync(folder, 'in the way')
  const file = openLogFile(folder)

  file.write('lost\n')
  rmSync(folder)
  mkdirSync(folder)
  file.write('kept\n')
  file.close()

  assert.equal(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8'), 'kept\n')
})
