import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { links } from '../links.ts'
import { parts } from '../signoff/signoff.ts'
import { openDesk } from './desk.ts'

/** Making them takes longer than looking at them, most of all on PostgreSQL. */
const amounts = { sqlite: 20_000, postgres: 4_000 } as const
const open = 60
const tries = 15
/** The desk promises 50 ms, and keeps it with 13 ms; tests share their machine with others. */
const mostMs = 250

for (const kind of databaseKinds) {
  const revisions = amounts[kind]
  test(`8.1 the status page with ${revisions} revisions, ${open} of them open, is quick (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    await platform.db.transaction().execute((tx) => fill(tx, people.ada.id, revisions))
    const ada = desk.as('ada')
    const page = await ada.get(links.status())
    assert.equal(page.body.split('id="revision-').length - 1, open + 20)

    const times: number[] = []
    for (let at = 0; at < tries; at++) {
      const start = performance.now()
      await ada.get(links.status())
      times.push(performance.now() - start)
    }
    const median = times.sort((a, b) => a - b)[Math.floor(tries / 2)] ?? Number.POSITIVE_INFINITY
    t.diagnostic(`median ${median.toFixed(1)} ms`)
    assert.ok(median < mostMs, `median ${median.toFixed(1)} ms`)
  })
}

/** Old signed revisions, twenty of the last hours, and the open ones among them. */
async function fill(tx: Db, person: string, revisions: number): Promise<void> {
  const size = 1_000
  for (let from = 0; from < revisions; from += size) {
    const ids = Array.from({ length: size }, (_, at) => ({ id: randomUUIDv7(), at: from + at }))
    const isOpen = (at: number): boolean => at % 50 === 0 && at < open * 50
    const signedAt = (at: number): string =>
      at >= revisions - 20 ? '2026-03-02T10:00:00.000Z' : '2025-01-01T10:00:00.000Z'
    await tx
      .insertInto('observations_revisions')
      .values(
        ids.map(({ id, at }) => ({
          ...{ id, obsid: 1_000 + (at % 5_000), revision_number: 1 + Math.floor(at / 5_000), kind: 'norm' as const },
          ...{ sequence_number: '900001', notes_json: null, submitted_by: person, submitted_at: signedAt(at) },
          ...{ removed_by: null, removed_at: null },
        })),
      )
      .execute()
    for (const part of parts) {
      const rows = ids.map(({ id, at }) =>
        isOpen(at) && part === 'usint'
          ? { revision_id: id, part, status: 'Pending' as const, signed_by: null, signed_at: null }
          : { revision_id: id, part, status: 'Signed' as const, signed_by: person, signed_at: signedAt(at) },
      )
      await tx.insertInto('observations_signoffs').values(rows).execute()
    }
  }
}
