import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { UserError } from '../../../../platform/errors.ts'
import { ISSUES } from '../issue-codes.ts'
import { importList } from './import-house.ts'
import { listOf, readList, samples } from './lists.ts'
import { openWorkingHouse } from './working-house.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
const FILES = Number(process.env.LYCEUM_FUZZ_FILES ?? (isLong ? 10_000 : 1_000))
const SEED = Number(process.env.LYCEUM_FUZZ_SEED ?? Date.now() % 2 ** 31)
const PIECES = [
  ...'",;\t|\n\r\0\ufeff\x81é\ud800',
  '""',
  '\\"',
  '\r\n',
  '10.5555/',
  'doi',
  '__proto__',
  '=1+1',
  '03/04/2021',
  'PK\x03\x04',
  '\x1f\x8b',
]

/** Mulberry32: small, fast, and the same on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A sample with one to eight cuts, insertions, flips, swaps or repeats. */
function mutated(original: Buffer, random: (below: number) => number): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let times = random(8) + 1; times > 0; times--) {
    const at = random(bytes.length + 1)
    const to = Math.min(bytes.length, at + random(200))
    const piece = Buffer.from(PIECES[random(PIECES.length)] ?? '', random(2) === 0 ? 'utf8' : 'latin1')
    const forms: readonly (() => Buffer)[] = [
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]),
      () => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(random(500), piece.length > 0 ? piece : 'x'),
          bytes.subarray(at),
        ]),
      () => Buffer.concat([bytes, bytes.subarray(at)]),
      () => bytes.subarray(0, at),
      () => {
        const flipped = Buffer.from(bytes)
        if (at < flipped.length) flipped[at] = random(256)
        return flipped
      },
    ]
    bytes = forms[random(forms.length)]?.() ?? bytes
  }
  return random(10) === 0 ? gzipSync(bytes) : bytes
}

test(`PAP-M2 ${FILES} mutated files do no harm, with LYCEUM_FUZZ_SEED=${SEED}`, async (t) => {
  t.diagnostic(`LYCEUM_FUZZ_SEED=${SEED}`)
  const random = randomFrom(SEED)
  const originals = readdirSync(samples, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map(({ name }) => readFileSync(join(samples, name)))
  const path = await listOf(t, '', 'upload')
  let read = 0

  for (let file = 0; file < FILES; file++) {
    const bytes = mutated(originals[random(originals.length)] ?? Buffer.alloc(0), random)
    await writeFile(path, bytes)
    const before = process.cpuUsage()
    try {
      const { rows } = await readList(path)
      rows.forEach((row, at) => {
        assert.equal(row.row, at + 1)
        assert.equal(
          row.kind === 'error',
          row.issues[0] !== undefined && ISSUES[row.issues[0].code].severity === 'error',
        )
        for (const { value } of row.issues) assert.ok(value.length <= 200)
      })
      read++
    } catch (error) {
      assert.ok(error instanceof UserError, `file ${file}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    // Of the processor: others may use the machine too.
    const { user, system } = process.cpuUsage(before)
    const tookMs = (user + system) / 1_000
    assert.ok(tookMs < 500 + (2_000 * bytes.length) / 1e6, `file ${file} took ${tookMs} ms`)
  }
  assert.ok(read > FILES / 4, `only ${read} of ${FILES} were lists: the mutations are too wild to test anything`)
})

const IMPORTED = isLong ? 400 : 25

test(`PAP-M2 every row of ${IMPORTED} mutated files is added, changed, repeated or left out, with LYCEUM_FUZZ_SEED=${SEED}`, async (t) => {
  const random = randomFrom(SEED)
  const lists = readdirSync(samples).filter((name) => /\.(csv|txt|ris|bib|nbib|json)$/.test(name))
  const platform = await openWorkingHouse(t, 'sqlite')
  const path = await listOf(t, '', 'upload')
  let rows = 0

  for (let file = 0; file < IMPORTED; file++) {
    const name = lists[random(lists.length)] ?? ''
    await writeFile(path, mutated(readFileSync(join(samples, name)), random))
    const list = await importList(platform, path).catch((error: unknown) => {
      assert.ok(error instanceof UserError, `${name}: ${error instanceof Error ? error.stack : String(error)}`)
    })
    if (!list) continue
    assert.equal(list.state, 'done', `${name}: ${list.failure_message}`)
    const { inserted, updated, duplicates, errors, rows_done } = list
    assert.equal(inserted + updated + duplicates + errors, rows_done, `${name}, file ${file}`)
    rows += rows_done
  }
  assert.ok(rows > IMPORTED, `${rows} rows are too few to say anything`)
})
