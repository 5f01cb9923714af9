import { demand } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Platform } from '../../platform/platform.ts'
import { isOpenStatus } from './catalog/catalog.ts'
import type { BasicObservation, Observation } from './catalog/read-model.ts'
import { approvedAmong } from './queries/revisions.ts'
import { openObsids } from './queries/status.ts'
import { type Made, statusTopic } from './revising.ts'
import { approve } from './signing.ts'
import { sourcesOf } from './sources.ts'

/** Why an observation is not approved with the others, the reason that counts most first. */
export type Blocking = 'unknown' | 'approved' | 'closed' | 'no-si-mode'
/** What somebody should look at before they approve it all the same. */
export type Notable = 'open-revisions' | 'submitted-by-another'

/** One observation of an express approval. */
export type Candidate = Readonly<{
  obsid: number
  basic: BasicObservation | undefined
  blocking: Blocking | undefined
  notable: readonly Notable[]
}>

/** Looks at each: which can be approved, and why others cannot. */
export async function classify(platform: Platform, person: Person, obsids: readonly number[]): Promise<Candidate[]> {
  const { catalog } = await sourcesOf(platform)
  const [basics, approved, open] = await Promise.all([
    catalog.getBasics(obsids),
    approvedAmong(platform.db, obsids),
    openObsids(platform.db, obsids),
  ])
  return obsids.map((obsid) => {
    const basic = basics.get(obsid)
    const blocking = blockingOf(basic, approved.has(obsid), catalog.lacks.includes('si_mode'))
    const submitters = open.get(obsid)
    const notable: Notable[] = []
    if (submitters) notable.push('open-revisions')
    if (submitters && submitters.at(-1) !== person.id) notable.push('submitted-by-another')
    return { obsid, basic, blocking, notable }
  })
}

/** A catalog that knows no SI modes blocks nothing for want of one. */
function blockingOf(
  basic: BasicObservation | undefined,
  isApproved: boolean,
  isSiModeUnknown: boolean,
): Blocking | undefined {
  if (!basic) return 'unknown'
  if (isApproved) return 'approved'
  if (!isOpenStatus(basic.status)) return 'closed'
  return basic.si_mode === null && !isSiModeUnknown ? 'no-si-mode' : undefined
}

/**
 * Approves those of the list that can be, all of them or none, each with its letter. Everything is looked at anew.
 *
 * @throws UserError `accounts.not-allowed`
 */
export async function approveTogether(
  platform: Platform,
  person: Person,
  obsids: readonly number[],
  claim?: (tx: Db) => Promise<void>,
): Promise<readonly Made[]> {
  demand(person, 'observations.verify')
  const candidates = await classify(platform, person, obsids)
  const { catalog } = await sourcesOf(platform)
  const observations: Observation[] = []
  for (const { obsid, blocking } of candidates) {
    if (blocking === undefined) observations.push(await catalog.getObservation(obsid))
  }
  const made = await platform.db.transaction().execute(async (tx) => {
    await claim?.(tx)
    const all: Made[] = []
    for (const observation of observations) {
      const one = await approve(platform, tx, person, observation)
      if (one) all.push(one)
    }
    return all
  })
  platform.live.publish(statusTopic)
  return made
}
