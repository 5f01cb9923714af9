import { randomUUIDv7 } from 'node:crypto'
import { listGranted } from '../../../platform/accounts/groups/queries/groups.ts'
import { actorOf, type Person } from '../../../platform/accounts/person.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { post } from '../mails/posting.ts'
import { nameThem } from '../people.ts'
import { type Day, dayOf, sundayFrom } from './days.ts'
import { dutyLetter } from './letters.ts'
import { deleteDuties, insertDuties, listDuties, lockRoster, updateDuty } from './queries/duties.ts'
import { moveDuty, type RosterChange, removeDuty, splitDuty, stateOf, weeksAhead } from './rules.ts'
import type { DutyForm } from './schemas.ts'
import type { DutyRow } from './tables.ts'

/** Those who may be put on duty: active members of a group that allows it. */
export const candidates = (db: Db) => listGranted(db, 'observations.duty')

/**
 * Gives an open stretch new days, and somebody to be on duty; without a person it stays open.
 *
 * @throws UserError where it is not open any more, or the rules of the roster refuse the days or the person.
 */
export async function assignDuty(platform: Platform, actor: Person, id: string, form: DutyForm): Promise<void> {
  await changeRoster(platform, async (tx, duties) => {
    const duty = openDuty(platform, duties, id, form.version)
    const days = { starts_on: form.starts_on, ends_on: form.ends_on }
    await apply(tx, moveDuty(duties, id, days, dayOf(platform.now())))
    const person = form.person === '' ? undefined : await candidate(tx, form.person)
    if (person) {
      await updateDuty(tx, id, { person_id: person.id, assigned_by: actor.id })
      const on = { name: person.name, email: person.email }
      await post(platform, tx, actor, [dutyLetter({ what: 'assigned', on, by: actor, ...days })])
    }
    await record(platform, tx, actor, person ? 'observations.duty-assigned' : 'observations.duty-moved', id, {
      before: shown(duty),
      after: { ...days, person_id: person?.id ?? null },
    })
  })
}

/** Frees a stretch that somebody took; who is freed by somebody else is told. */
export async function unlockDuty(platform: Platform, actor: Person, id: string): Promise<void> {
  await changeRoster(platform, async (tx, duties) => {
    const duty = duties.find((one) => one.id === id)
    if (!duty) throw changedMeanwhile()
    const state = stateOf(duty, dayOf(platform.now()))
    if (state === 'closed') throw new UserError('conflict', 'observations.duty-closed', 'This duty has begun already.')
    if (state === 'open') throw changedMeanwhile()

    await updateDuty(tx, id, { person_id: null, assigned_by: null })
    const freed = duty.person_id ?? ''
    if (freed !== actor.id) {
      const on = (await nameThem(tx, [freed])).get(freed) ?? { name: '?', email: null }
      await post(platform, tx, actor, [dutyLetter({ what: 'freed', on, by: actor, ...duty })])
    }
    await record(platform, tx, actor, 'observations.duty-freed', id, { before: shown(duty) })
  })
}

/** Makes two stretches of one. */
export async function splitOpenDuty(platform: Platform, actor: Person, id: string): Promise<void> {
  await changeRoster(platform, async (tx, duties) => {
    const duty = openDuty(platform, duties, id)
    const change = splitDuty(duty)
    await apply(tx, change)
    await record(platform, tx, actor, 'observations.duty-split', id, { before: shown(duty), after: change })
  })
}

/** Takes a stretch out of the roster. @returns the stretches that its days went to. */
export async function removeOpenDuty(platform: Platform, actor: Person, id: string): Promise<RosterChange['moved']> {
  let moved: RosterChange['moved'] = []
  await changeRoster(platform, async (tx, duties) => {
    const duty = openDuty(platform, duties, id)
    const change = removeDuty(duties, id, dayOf(platform.now()))
    moved = change.moved
    await apply(tx, change)
    await record(platform, tx, actor, 'observations.duty-removed', id, { before: shown(duty), after: change.moved })
  })
  return moved
}

/**
 * Adds open weeks at the end, 240 days ahead. Does nothing to an empty roster that is given no first day.
 *
 * @returns how many were added.
 */
export async function fillRoster(platform: Platform, actor: string, firstDay?: Day): Promise<number> {
  let count = 0
  await changeRoster(platform, async (tx, duties) => {
    const last = duties
      .map(({ ends_on }) => ends_on)
      .sort()
      .at(-1)
    const weeks = last === undefined ? firstWeeks(firstDay, platform.now()) : weeksAhead(last, platform.now())
    count = await addWeeks(platform, tx, actor, weeks)
  })
  return count
}

type Weeks = ReturnType<typeof weeksAhead>

async function addWeeks({ activity }: Platform, tx: Db, actor: string, weeks: Weeks): Promise<number> {
  if (weeks.length === 0) return 0
  await insertDuties(tx, weeks.map(openRow))
  await activity.record(tx, { actor, action: 'observations.roster-filled', details: { weeks: weeks.length } })
  return weeks.length
}

/**
 * Fills a roster that is empty, from the day on.
 *
 * @returns how many weeks were added.
 * @throws UserError `observations.roster-changed` where somebody else has just begun it.
 */
export async function beginRoster(platform: Platform, actor: Person, firstDay: Day): Promise<number> {
  let count = 0
  await changeRoster(platform, async (tx, duties) => {
    if (duties.length > 0) throw changedMeanwhile()
    count = await addWeeks(platform, tx, actorOf(actor), firstWeeks(firstDay, platform.now()))
  })
  return count
}

/** The week that is asked for, however far ahead, and those up to where the roster is kept filled. */
function firstWeeks(firstDay: Day | undefined, now: string): Weeks {
  if (firstDay === undefined) return []
  const first = { starts_on: firstDay, ends_on: sundayFrom(firstDay) }
  return [first, ...weeksAhead(first.ends_on, now)]
}

/** One change at a time; whoever looks at the roster hears of it. */
async function changeRoster(
  platform: Platform,
  change: (tx: Db, duties: readonly DutyRow[]) => Promise<void>,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await lockRoster(tx)
    await change(tx, await listDuties(tx))
  })
  platform.live.publish('observations/roster')
}

function openDuty({ now }: Platform, duties: readonly DutyRow[], id: string, version?: number): DutyRow {
  const duty = duties.find((one) => one.id === id)
  const isCurrent = duty && (version === undefined || duty.version === version)
  if (!duty || !isCurrent || stateOf(duty, dayOf(now())) !== 'open') throw changedMeanwhile()
  return duty
}

const changedMeanwhile = (): UserError =>
  new UserError('overtaken', 'observations.roster-changed', 'Somebody changed this part of the roster meanwhile.')

async function candidate(tx: Db, id: string) {
  const found = (await candidates(tx)).find((one) => one.id === id)
  if (found) return found
  const message = 'This person may not be put on duty.'
  throw new UserError('invalid', 'observations.roster', message, {
    fields: [{ path: 'person', code: 'candidate', message }],
  })
}

async function apply(tx: Db, { moved, added, removed }: RosterChange): Promise<void> {
  for (const { id, ...days } of moved) await updateDuty(tx, id, days)
  await insertDuties(tx, added.map(openRow))
  await deleteDuties(tx, removed)
}

const openRow = (days: Readonly<{ starts_on: Day; ends_on: Day }>): DutyRow => ({
  id: randomUUIDv7(),
  starts_on: days.starts_on,
  ends_on: days.ends_on,
  person_id: null,
  assigned_by: null,
  version: 1,
})

const shown = ({ starts_on, ends_on, person_id }: DutyRow) => ({ starts_on, ends_on, person_id })

const record = (
  { activity }: Platform,
  tx: Db,
  actor: Person,
  action: string,
  id: string,
  change: Readonly<{ before?: unknown; after?: unknown }>,
) => activity.record(tx, { actor: actorOf(actor), action, target: `observations/duty/${id}`, ...change })
