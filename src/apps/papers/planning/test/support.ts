import { readFileSync } from 'node:fs'
import type { Candidate } from '../choose-papers.ts'

/** How often a property is tried; `LYCEUM_TEST_LONG=1` tries ten times as often. */
export const propertyRuns = { numRuns: process.env.LYCEUM_TEST_LONG === '1' ? 100_000 : 10_000 }

export type ScheduleVector = Readonly<{
  name: string
  timezone: string
  local_date: string
  volume: number
  weights: number[]
  missing_hours: number[]
  long_or_short_hours: { hour: number; start: string; minutes: number }[]
  first_bucket_start: string
  quota: number[]
}>

type ScheduleVectors = Readonly<{ tie_order: number[]; cases: ScheduleVector[] }>

const vectorsFile = new URL('../../../../../test/data/papers/expected/schedule_vectors.json', import.meta.url)

export const scheduleVectors = JSON.parse(readFileSync(vectorsFile, 'utf8')) as ScheduleVectors

export const flat = new Array<number>(24).fill(1)

/** One at night, five from 8 to 17, two in the evening. */
export const office = flat.map((_, hour) => (hour < 8 ? 1 : hour < 18 ? 5 : 2))

/** A New paper on the list, unless told otherwise; papers named later in the alphabet are younger. */
export function paper(id: string, differences: Partial<Candidate> = {}): Candidate {
  return {
    id,
    priority: 0,
    created_at: `2026-01-01 ${id}`,
    journal: null,
    doi: null,
    next_attempt_at: null,
    ...differences,
  }
}

/** Gives the numbers one after the other, and fails when asked for more. */
export function stubbedRandom(...numbers: number[]): () => number {
  return () => {
    const next = numbers.shift()
    if (next === undefined) throw new Error('More numbers were drawn than expected')
    return next
  }
}
