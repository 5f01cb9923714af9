import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { collectUnderFire } from './kill/collecting.ts'
import { withFault } from './kill/faults/spoil.ts'
import { importUnderFire, mixedList } from './kill/importing.ts'
import { moments } from './kill/moments.ts'
import { seed } from './kill/seeded.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
const kills = isLong ? 50 : 6

test(`R-C1 R-C3 R-T6 PAP-C1 collecting survives ${kills} kills, and fetches no body twice (seed ${seed})`, async (t) => {
  const kinds = Array.from({ length: kills }, (_, n) => moments[n % moments.length] ?? 'any')

  const seen = await collectUnderFire(t, { moments: kinds, papersPerKill: 5 })

  t.diagnostic(JSON.stringify({ ...seen, findings: seen.findings.length }))
  assert.deepEqual(seen.findings, [])
  assert.ok(seen.bodiesBegun > 0 && seen.stopsLookedAt > 0, 'the kills must have met something')
})

const importKills = isLong ? 20 : 3

test(`PAP-I17 PAP-C3 an import killed ${importKills} times ends as one left in peace (seed ${seed})`, async (t) => {
  const list = mixedList(importKills * 12_000)

  const [calm, killed] = [await importUnderFire(t, list, 0), await importUnderFire(t, list, importKills)]

  t.diagnostic(`${killed.cutOff} of ${importKills} kills met the import under way`)
  assert.ok(killed.cutOff > 0, 'the kills must have met something')
  assert.deepEqual(killed.content, calm.content)
})

test(`R-C3 the driver sees a house that forgets what has arrived (seed ${seed})`, async (t) => {
  const more = withFault(join(import.meta.dirname, 'kill/faults/forget-arrived.ts'))

  const { findings } = await collectUnderFire(t, { moments: ['body-arrived'], papersPerKill: 6, speed: 1_200, more })

  assert.match(findings.join('\n'), /was fetched again/)
})
