import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { collectUnderFire } from './kill/collecting.ts'
import { withFault } from './kill/faults/with-fault.ts'
import { type Content, firstDifference, importInPeace, importUnderFire, mixedList } from './kill/importing.ts'
import { moments } from './kill/moments.ts'
import { seed } from './kill/seeded.ts'
import { databaseKinds } from './support/databases.ts'

const isLong = process.env.LYCEUM_TEST_LONG === '1'
/** On PostgreSQL a few in CI: what differs there is the database alone. */
const kills = { sqlite: isLong ? 450 : 3, postgres: isLong ? 50 : 2 }
/** A worker without pages is up in a fifth of the time: with these, CI has a tenth of the 500 of the long run. */
const bareKills = 45
const importKills = { sqlite: isLong ? 20 : 3, postgres: isLong ? 20 : 1 }

for (const kind of databaseKinds) {
  const times = kills[kind]
  test(`R-C1 R-C3 R-T6 PAP-C1 PAP-C2 collecting survives ${times} kills, and fetches no body twice (${kind}, seed ${seed})`, async (t) => {
    const kinds = Array.from({ length: times }, (_, n) => moments[n % moments.length] ?? 'any')

    const seen = await collectUnderFire(t, { moments: kinds, papersPerKill: 5, kind })

    t.diagnostic(JSON.stringify({ ...seen, findings: seen.findings.length }))
    assert.deepEqual(seen.findings, [])
    assert.ok(seen.bodiesBegun + seen.bodiesArrived > 0 && seen.stopsLookedAt > 0, 'the kills must have met something')
  })
}

test(`R-C1 R-C3 R-T6 PAP-C1 PAP-C2 collecting survives ${bareKills} kills of a worker, and fetches no body twice (seed ${seed})`, async (t) => {
  const kinds = Array.from({ length: bareKills }, (_, n) => moments[n % moments.length] ?? 'any')

  const seen = await collectUnderFire(t, { moments: kinds, papersPerKill: 4, isBare: true })

  t.diagnostic(JSON.stringify({ ...seen, findings: seen.findings.length }))
  assert.deepEqual(seen.findings, [])
  assert.ok(seen.bodiesBegun + seen.bodiesArrived > 0 && seen.stopsLookedAt > 0, 'the kills must have met something')
})

const rowsPerKill = 8_000
const list = mixedList(Math.max(...Object.values(importKills)) * rowsPerKill)
let calm: Content | undefined

for (const kind of databaseKinds) {
  const times = importKills[kind]
  test(`PAP-R-010 PAP-I17 PAP-C3 an import killed ${times} times ends as one left in peace (${kind}, seed ${seed})`, async (t) => {
    // Before, not beside: it would hold up the thread that is to kill in time.
    calm ??= await importInPeace(t, list)

    const killed = await importUnderFire(t, list, times, kind)

    t.diagnostic(`${killed.cutOff} of ${times} kills met the import under way`)
    assert.ok(killed.cutOff > 0, 'the kills must have met something')
    assert.equal(firstDifference(killed.content, calm), undefined)
  })
}

test(`R-C3 the driver sees a house that forgets what has arrived (seed ${seed})`, async (t) => {
  const more = withFault(join(import.meta.dirname, 'kill/faults/forget-arrived.ts'))

  // One kill may come when nothing has arrived: three that all do have not been seen.
  const kinds = ['body-arrived', 'body-arrived', 'body-arrived'] as const
  const { findings, bodiesArrived } = await collectUnderFire(t, {
    moments: kinds,
    papersPerKill: 6,
    speed: 1_200,
    more,
    isBare: true,
  })

  assert.ok(bodiesArrived > 0, 'no kill has met a body that had arrived')
  assert.match(findings.join('\n'), /was fetched again/)
})
