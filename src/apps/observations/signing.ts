import type { Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { BasicObservation, Observation } from './catalog/read-model.ts'
import { post } from './mails/posting.ts'
import { revisionLetter } from './mails/revision-letters.ts'
import { nextSignerLetter } from './mails/signoff-letters.ts'
import { nameOne, partTitles, signerOf } from './people.ts'
import { approvedAmong, changeCells, findRevision, lockObsid, type Revision } from './queries/revisions.ts'
import { aboutOf, addRevision, type Made, record, statusTopic } from './revising.ts'
import { signoffGroupsSetting, signoffOrderSetting, undoHoursSetting } from './settings.ts'
import { revisionKey } from './signoff/approval.ts'
import { changed, type Outcome, type Refusal, type Rules } from './signoff/engine.ts'
import { cellsOfDecision, type Part, signoff, type Team } from './signoff/signoff.ts'
import { sourcesOf } from './sources.ts'

export type Act = 'sign' | 'discard'

/**
 * Signs one column of a revision, or gives up what it waits for and signs it.
 *
 * @throws UserError `observations.no-revision`, `observations.already-signed`, `observations.other-team`,
 * `observations.not-ready`, `observations.nothing-to-discard`
 */
export async function sign(
  platform: Platform,
  person: Person,
  id: string,
  part: Part,
  act: Act = 'sign',
): Promise<void> {
  const observation = await readBasic(platform, id)
  await platform.db.transaction().execute(async (tx) => {
    const { revision } = await signIn(platform, tx, person, id, part, act)
    await tellNext(platform, tx, person, revision, observation)
  })
  platform.live.publish(statusTopic)
}

/**
 * Verifies a revision, and approves its observation unless it is approved already: undefined then.
 *
 * @throws UserError as `sign` does
 */
export async function signAndApprove(platform: Platform, person: Person, id: string): Promise<Made | undefined> {
  const observation = await readWhole(platform, id)
  const made = await platform.db.transaction().execute(async (tx) => {
    const { revision } = await signIn(platform, tx, person, id, 'usint', 'sign')
    await tellNext(platform, tx, person, revision, observation.basic)
    return approve(platform, tx, person, observation.whole)
  })
  platform.live.publish(statusTopic)
  return made
}

/**
 * Puts an observation on the approved list, with its letter; undefined where it is there already. Nothing of its settings is
 * kept with such a revision.
 */
export async function approve(
  platform: Platform,
  tx: Db,
  person: Person,
  observation: Observation,
): Promise<Made | undefined> {
  const { obsid } = observation
  await lockObsid(tx, obsid)
  if ((await approvedAmong(tx, [obsid])).has(obsid)) return undefined
  const cells = cellsOfDecision(person.id, platform.now())
  const made = await addRevision(platform, tx, person, { ...aboutOf(observation), kind: 'asis', cells })
  const told = { key: made.key, kind: 'asis' as const, observation, requests: new Map(), notes: [], cells }
  await post(platform, tx, person, [revisionLetter(told, { baseUrl: platform.config.baseUrl, by: person })])
  return made
}

/** Who may sign what, and for how long it can be taken back. */
export async function rulesOf({ settings }: Platform, db: Db): Promise<Rules> {
  const [byTeam, inOrder, hours] = await Promise.all([
    settings.get(db, signoffGroupsSetting),
    settings.get(db, signoffOrderSetting),
    settings.get(db, undoHoursSetting),
  ])
  return { byTeam, inOrder, undoMs: hours * 3_600_000 }
}

/** The revision as it is now; its observation is locked until the transaction ends. @throws UserError `observations.no-revision` */
export async function holdRevision(tx: Db, id: string): Promise<Revision> {
  const found = await demandRevision(tx, id)
  await lockObsid(tx, found.obsid)
  return demandRevision(tx, id)
}

async function demandRevision(db: Db, id: string): Promise<Revision> {
  const revision = await findRevision(db, id)
  if (revision) return revision
  throw noRevision()
}

export const noRevision = (): UserError =>
  new UserError('not-found', 'observations.no-revision', 'There is no such revision, or it was taken back.')

async function signIn(platform: Platform, tx: Db, person: Person, id: string, part: Part, act: Act) {
  const before = await holdRevision(tx, id)
  const rules = await rulesOf(platform, tx)
  const outcome = signoff[act](before.cells, part, signerOf(person), platform.now(), rules)
  const changes = await demandChanges(tx, outcome)
  if (!(await changeCells(tx, before, changes))) throw new Error('A cell changed while its observation was locked.')
  const key = revisionKey(before.obsid, before.revision_number)
  await record(platform, tx, person, act === 'sign' ? 'observations.signed' : 'observations.discarded', key, { part })
  return { revision: { ...before, cells: changed(before.cells, changes) } }
}

async function tellNext(
  platform: Platform,
  tx: Db,
  person: Person,
  revision: Revision,
  observation: BasicObservation | undefined,
): Promise<void> {
  if (!observation) return
  const letter = nextSignerLetter({
    key: revisionKey(revision.obsid, revision.revision_number),
    cells: revision.cells,
    observation,
    submitter: await nameOne(tx, revision.submitted_by),
    signer: person,
    baseUrl: platform.config.baseUrl,
  })
  if (letter) await post(platform, tx, person, [letter])
}

/** A signature waits for no catalog: without one, nobody is told who is next. */
async function readBasic(platform: Platform, id: string): Promise<BasicObservation | undefined> {
  const { obsid } = await demandRevision(platform.db, id)
  try {
    const { catalog } = await sourcesOf(platform)
    return (await catalog.getBasics([obsid])).get(obsid)
  } catch (cause) {
    platform.log.warn({ obsid, cause: String(cause) }, 'the next signer is not told: the catalog gives no answer')
    return undefined
  }
}

async function readWhole(platform: Platform, id: string) {
  const { obsid } = await demandRevision(platform.db, id)
  const { catalog } = await sourcesOf(platform)
  const [whole, basics] = await Promise.all([catalog.getObservation(obsid), catalog.getBasics([obsid])])
  return { whole, basic: basics.get(obsid) }
}

/** The cells that change. @throws UserError that says why none does */
export async function demandChanges(
  tx: Db,
  outcome: Outcome<Part, Team>,
): Promise<Extract<Outcome<Part, Team>, { changes: unknown }>['changes']> {
  if ('changes' in outcome) return outcome.changes
  throw await refused(tx, outcome.refusal)
}

async function refused(db: Db, refusal: Refusal<Part, Team>): Promise<UserError> {
  const title = partTitles[refusal.part]
  switch (refusal.because) {
    case 'not-pending': {
      const { status, signedBy } = refusal.cell
      const who = signedBy === null ? undefined : (await nameOne(db, signedBy)).name
      const sentence = who ? `${title}: already signed by ${who}.` : `${title}: nothing is to be signed (${status}).`
      return new UserError('conflict', 'observations.already-signed', sentence)
    }
    case 'other-team':
      return new UserError(
        'forbidden',
        'observations.other-team',
        `${title}: ${refusal.team.toUpperCase()} must sign this.`,
      )
    case 'waits': {
      const others = refusal.for.map((part) => partTitles[part]).join(', ')
      return new UserError('conflict', 'observations.not-ready', `${title}: not ready, waits for ${others}.`)
    }
    case 'nothing-to-discard':
      return new UserError(
        'conflict',
        'observations.nothing-to-discard',
        `${title}: nothing waits any more. Sign instead.`,
      )
    case 'not-signed':
      return new UserError('conflict', 'observations.not-signed', `${title}: there is no signature to take back.`)
    case 'not-yours':
      return new UserError('forbidden', 'observations.not-yours', `${title}: only who signed can take that back.`)
    case 'too-late':
      return new UserError('conflict', 'observations.too-late', `${title}: that is too long ago to be taken back.`)
  }
}
