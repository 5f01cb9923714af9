import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { emptyFolder } from '../../../test/support/folders.ts'
import { gatherLines, type LogLimits, openLogFile } from '../log-files.ts'

const secondMs = 1_000
const dayMs = 24 * 3600 * secondMs
const roomy: LogLimits = { fileBytes: 1_000_000, filesKept: 20, daysKept: 14 }

/** A folder, and a clock that the test moves. */
function openFolder(t: TestContext) {
  const parent = emptyFolder(t)
  const folder = join(parent, 'logs')
  let nowMs = Date.parse('2026-02-01T12:00:00Z')
  return {
    folder,
    now: () => nowMs,
    wait: (ms: number) => {
      nowMs += ms
    },
    names: () => readdirSync(folder).sort(),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
  }
}

test('a new day begins a new file, and those of two weeks ago go', (t) => {
  const { folder, now, wait, names, read } = openFolder(t)
  mkdirSync(folder)
  for (let day = 15; day <= 31; day++) writeFileSync(join(folder, `error-2026-01-${day}.0001.jsonl`), '')
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  writeFileSync(join(folder, 'access-2026-01-01.0001.jsonl'), 'another kind')
  const file = openLogFile(folder, 'error', roomy, now)

  file.write('one\n')
  wait(dayMs)
  file.write('two\n')
  file.close()

  const ours = names().filter((name) => name.startsWith('error'))
  assert.equal(ours[0], 'error-2026-01-20.0001.jsonl')
  assert.equal(ours.length, 14)
  assert.equal(read('error-2026-02-01.0001.jsonl'), 'one\n')
  assert.equal(read('error-2026-02-02.0001.jsonl'), 'two\n')
  assert.ok(names().includes('notes.txt') && names().includes('access-2026-01-01.0001.jsonl'), 'what is not ours stays')
})

test('a full file is followed by the next, and no more are kept than allowed, however much is written', (t) => {
  const { folder, now, names, read } = openFolder(t)
  const file = openLogFile(folder, 'operation', { ...roomy, fileBytes: 1_000, filesKept: 5 }, now)

  for (let n = 0; n < 400; n++) file.write(`${'x'.repeat(98)}\n`)
  file.close()

  assert.ok(names().length <= 5, names().join(' '))
  assert.equal(names().at(-1), 'operation-2026-02-01.0037.jsonl')
  for (const name of names()) assert.ok(read(name).length < 1_100, `${name}: ${read(name).length}`)
})

test('threads that write to the same files lose no line, tear none, and all turn to the next one', async (t) => {
  const { folder, names, read } = openFolder(t)
  const module = JSON.stringify(new URL('../log-files.ts', import.meta.url).href)
  const script = `
    const { workerData } = require('node:worker_threads')
    import(${module}).then(({ openLogFile }) => {
      const file = openLogFile(workerData.folder, 'operation', { fileBytes: 50_000, filesKept: 100, daysKept: 14 })
      for (let n = 0; n < 2_000; n++) file.write(JSON.stringify({ who: workerData.who, n, pad: 'x'.repeat(50) }) + '\\n')
      file.close()
    })`
  const threads = [1, 2, 3].map((who) => new Worker(script, { eval: true, workerData: { folder, who } }))
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve))))

  const lines = names().flatMap((name) => read(name).trimEnd().split('\n'))
  const seen = new Set(lines.map((line) => JSON.parse(line)).map(({ who, n }) => `${who}/${n}`))
  assert.equal(lines.length, 6_000)
  assert.equal(seen.size, 6_000)
  assert.ok(names().length >= 4, `${names().length} files`)
})

test('R-D5 where nothing can be written the house goes on, and the log says afterwards how much it lost', (t) => {
  const { folder, now, wait, names, read } = openFolder(t)
  writeFileSync(folder, 'in the way')
  const file = openLogFile(folder, 'error', roomy, now)

  file.write('lost\n')
  file.write('lost too\nand this\n')
  rmSync(folder)
  wait(secondMs)
  file.write('kept\n')
  file.close()

  const [loss, kept] = read(names()[0] ?? '').split('\n')
  assert.partialDeepStrictEqual(JSON.parse(loss ?? ''), { level: 'warn', msg: 'log lines were lost', lines: 3 })
  assert.equal(kept, 'kept')
})

test('R-D5 a disk that is full when the file must turn does no harm: the old one is kept, the next comes later', (t) => {
  const { folder, now, wait, names, read } = openFolder(t)
  const limits = { ...roomy, fileBytes: 100 }
  const file = openLogFile(folder, 'error', limits, now)
  file.write(`${'x'.repeat(120)}\n`)
  // A device that answers each write as a full disk does, in the place of the file that comes next.
  symlinkSync('/dev/full', join(folder, 'error-2026-02-01.0002.jsonl'))

  for (let n = 0; n < 3; n++) file.write('lost\n')
  rmSync(join(folder, 'error-2026-02-01.0002.jsonl'))
  wait(secondMs)
  file.write('kept\n')
  file.close()

  assert.deepEqual(names(), ['error-2026-02-01.0001.jsonl', 'error-2026-02-01.0002.jsonl'])
  assert.equal(read('error-2026-02-01.0001.jsonl').length, 121)
  assert.match(read('error-2026-02-01.0002.jsonl'), /"lines":3[^\n]*\nkept\n$/)
})

test('a file that somebody takes away is made anew', (t) => {
  const { folder, now, wait, names, read } = openFolder(t)
  const file = openLogFile(folder, 'access', roomy, now)
  file.write('one\n')

  rmSync(folder, { recursive: true })
  wait(secondMs)
  file.write('two\n')
  file.close()

  assert.equal(read(names()[0] ?? ''), 'two\n')
})

test('gathered lines come together after a moment, at once when they are many, and at the latest at the end', async (t) => {
  const { folder, now, names, read } = openFolder(t)
  const file = gatherLines(openLogFile(folder, 'access', roomy, now), 20, 100)

  file.write('one\n')
  file.write('two\n')
  assert.throws(names, 'nothing is written yet')
  await sleep(100)
  assert.equal(read(names()[0] ?? ''), 'one\ntwo\n')
  file.write(`${'x'.repeat(120)}\n`)
  assert.equal(read(names()[0] ?? '').length, 129)
  file.write('last\n')
  file.close()

  assert.match(read(names()[0] ?? ''), /\nlast\n$/)
})
