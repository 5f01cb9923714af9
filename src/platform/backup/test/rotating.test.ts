import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { archivesToRemove } from '../rotating.ts'

const day = 86_400_000
const from = Date.parse('2024-01-01T04:07:00.000Z')
const usual = { daily: 7, weekly: 4, monthly: 12 }

const archive = (n: number, more: { verified?: boolean; origin?: 'schedule' | 'person' | 'found' } = {}) => {
  const made_at = new Date(from + n * day).toISOString()
  const { verified = true, origin = 'schedule' } = more
  return { id: made_at.slice(0, 10), made_at, verified_at: verified ? made_at : null, origin }
}

/** A night at a time, as the house does it. */
function afterNights(nights: number): string[] {
  let archives: ReturnType<typeof archive>[] = []
  for (let n = 0; n < nights; n++) {
    archives.push(archive(n))
    const removed = new Set(archivesToRemove(archives, usual, 'UTC'))
    archives = archives.filter(({ id }) => !removed.has(id))
  }
  return archives.map(({ id }) => id)
}

test('of two years of nights seven days, four weeks and twelve months are left', () => {
  const left = afterNights(730)

  assert.deepEqual(left.slice(-7), [
    '2025-12-24',
    '2025-12-25',
    '2025-12-26',
    '2025-12-27',
    '2025-12-28',
    '2025-12-29',
    '2025-12-30',
  ])
  // Sundays, and the last day of each month; the running week and month have their latest day.
  assert.deepEqual(left.slice(0, -7), [
    '2025-01-31',
    '2025-02-28',
    '2025-03-31',
    '2025-04-30',
    '2025-05-31',
    '2025-06-30',
    '2025-07-31',
    '2025-08-31',
    '2025-09-30',
    '2025-10-31',
    '2025-11-30',
    '2025-12-14',
    '2025-12-21',
  ])
})

test('the day is that of the house, not that of Greenwich', () => {
  const evening = { ...archive(0), id: 'evening', made_at: '2026-03-01T22:30:00.000Z' }
  const night = { ...archive(0), id: 'night', made_at: '2026-03-01T23:30:00.000Z' }

  assert.deepEqual(archivesToRemove([evening, night], { daily: 2, weekly: 0, monthly: 0 }, 'UTC'), ['evening'])
  assert.deepEqual(archivesToRemove([evening, night], { daily: 2, weekly: 0, monthly: 0 }, 'Europe/Berlin'), [])
})

test('what a person made or what was found is never removed', () => {
  const archives = [archive(0, { origin: 'person' }), archive(1, { origin: 'found' }), archive(400)]

  assert.deepEqual(archivesToRemove(archives, { daily: 1, weekly: 0, monthly: 0 }, 'UTC'), [])
})

test('an archive that was not verified takes the place of none, and goes when a later one was verified', () => {
  const archives = [archive(0), archive(1, { verified: false }), archive(2), archive(3, { verified: false })]

  assert.deepEqual(archivesToRemove(archives, { daily: 1, weekly: 0, monthly: 0 }, 'UTC'), [
    archive(1).id,
    archive(0).id,
  ])
})

test('whatever is kept and whatever failed, the latest verified archive stays', () => {
  const candidate = fc.record({
    n: fc.nat(800),
    verified: fc.boolean(),
    origin: fc.constantFrom('schedule' as const, 'person' as const, 'found' as const),
  })
  const keep = fc.record({ daily: fc.nat(9), weekly: fc.nat(5), monthly: fc.nat(13) })
  fc.assert(
    fc.property(fc.uniqueArray(candidate, { selector: ({ n }) => n }), keep, (list, kept) => {
      const archives = list.map(({ n, ...more }) => archive(n, more))
      const latest = archives.filter((one) => one.verified_at !== null).sort((a, b) => (a.id < b.id ? 1 : -1))[0]

      const removed = archivesToRemove(archives, kept, 'Europe/Berlin')

      assert.ok(!latest || !removed.includes(latest.id))
    }),
  )
})
