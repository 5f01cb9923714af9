import { can } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { Platform } from '../platform.ts'
import { putTourSeen } from './queries/tours.ts'
import type { FirstStep } from './tours.ts'

export type ShownStep = Readonly<{ step: FirstStep; isDone: boolean }>

/** What this person may do first, in the order of the parts, with whether it is done. */
export async function stepsOf(platform: Platform, person: Person): Promise<ShownStep[]> {
  const steps = platform.parts.flatMap((part) => part.firstSteps ?? []).filter((step) => can(person, step.permission))
  return Promise.all(steps.map(async (step) => ({ step, isDone: await step.isDone(platform, person) })))
}

/** Remembers that a tour, or the first steps, need not be offered again. */
export async function markSeen(platform: Platform, personId: string, tour: string, version: number): Promise<void> {
  const row = { person_id: personId, tour, version, seen_at: platform.now() }
  await platform.db.transaction().execute((tx) => putTourSeen(tx, row))
}
