import assert from 'node:assert/strict'
import { openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { databaseLedger } from '../host-ledger.ts'
import { politePace, settleSlot, takeSlot } from '../host-state.ts'
import { migratedDatabase } from './support.ts'

const hosts = Array.from({ length: 40 }, (_, n) => `host-${n}.example`)
const instances = 4
const rounds = 30
/** Instances come round every few seconds, each to some hosts. */
const roundMs = 4_000

testOnBoth(
  'PAP-R-062 PAP-P1 PAP-I14 four instances on one database ask forty hosts: no gap is too short, and one request at a time',
  async (t, _, url) => {
    const ledgers = [databaseLedger(await migratedDatabase(t, url), () => new Date(0).toISOString())]
    while (ledgers.length < instances)
      ledgers.push(databaseLedger(await openTestDatabase(t, url, 'web'), () => new Date(0).toISOString()))
    const starts = new Map<string, number[]>(hosts.map((host) => [host, []]))
    const inFlight = new Map<string, { slot: string; until: number }[]>(hosts.map((host) => [host, []]))

    for (let round = 0; round < rounds; round++) {
      const now = 1_790_000_000_000 + round * roundMs
      // All instances at once: the books alone keep them apart.
      await Promise.all(
        ledgers.map(async (ledger, instance) => {
          for (let n = 0; n < 5; n++) {
            const host = hosts[(round * 7 + n * 3 + (instance % 2)) % hosts.length] ?? ''
            const slot = `${instance}-${round}-${n}`
            for (const { slot: done } of (inFlight.get(host) ?? []).filter(({ until }) => until <= now))
              await ledger.change(host, (state) =>
                settleSlot(state, { slot: done, outcome: 'answered', now, nextAt: 0, pausedUntil: 0 }),
              )
            const answer = await ledger.change(host, (state) =>
              takeSlot(state, { slot, pace: politePace, now, leaseMs: 60_000, random: 0.5 }),
            )
            if (answer.kind !== 'granted') continue
            starts.get(host)?.push(now)
            inFlight.set(host, [
              ...(inFlight.get(host) ?? []).filter(({ until }) => until > now),
              { slot, until: now + 6_000 },
            ])
            assert.equal(inFlight.get(host)?.length, 1, `${host} is asked by two at once`)
          }
        }),
      )
    }

    const all = [...starts.values()]
    const gaps = all.flatMap((times) => times.slice(1).map((at, n) => at - (times[n] ?? 0)))
    assert.ok(
      all.every((times) => times.length > 0),
      'every host was asked',
    )
    assert.ok(gaps.length > 20, `${gaps.length} second questions say little`)
    assert.ok(Math.min(...gaps) >= politePace.minIntervalMs * 1.25, `${Math.min(...gaps)} ms apart`)
  },
)
