import { demand } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { isOpenStatus } from './catalog/catalog.ts'
import { ObsidAmbiguous, ObsidUnknown } from './catalog/errors.ts'
import type { Observation } from './catalog/read-model.ts'
import { type DeskLetter, post, type Reader } from './mails/posting.ts'
import {
  planningLetter,
  revisionLetter,
  severalLetter,
  type ToldRevision,
  urgentLetter,
} from './mails/revision-letters.ts'
import type { Flag } from './parameters/parameters.ts'
import { nameOne } from './people.ts'
import { lastNumber, listRevisions } from './queries/revisions.ts'
import { aboutOf, addRevision, type Made, statusTopic } from './revising.ts'
import { type Caution, cautionsOf } from './revisions/cautions.ts'
import { type Originals, originalsOf, type Requests, requestsOf } from './revisions/comparing.ts'
import { type NoteKey, notesOf } from './revisions/notes.ts'
import type { Wanted } from './revisions/reading-forms.ts'
import { requestsForExtra } from './revisions/several.ts'
import { touchedBy } from './revisions/touched.ts'
import { neighboursSetting, testModeSetting } from './settings.ts'
import { revisionKey } from './signoff/approval.ts'
import { cellsOfChange, cellsOfDecision, cellsOfSplit, type SignoffCells } from './signoff/signoff.ts'
import { sourcesOf } from './sources.ts'
import type { RevisionKind } from './tables.ts'

/** What somebody wants done with an observation, and with others besides. */
export type Submission = Readonly<{
  observation: Observation
  kind: RevisionKind
  wanted: Wanted
  /** Further obsids that get the same; without the first. */
  extras: readonly number[]
}>

/** One revision as it would be made. */
export type Prepared = Readonly<{
  observation: Observation
  originals: Originals
  requests: Requests
  notes: readonly NoteKey[]
  cells: SignoffCells
  cautions: readonly Caution[]
  /** Groups that this one keeps, since it had others than the first. */
  skipped: readonly Flag[]
  isOnOrList: boolean
}>

/** Everything that a submission would do: what the confirm page shows, and what finalizing then does. */
export type Plan = Readonly<{
  kind: RevisionKind
  main: Prepared
  extras: readonly Prepared[]
  /** Not in the catalog, or closed for changes. */
  refused: readonly Readonly<{ obsid: number; status: string | null }>[]
  /** Nothing of the change is left for them. */
  unaffected: readonly number[]
}>

/** Reads what the submission needs from the catalog, and works out what it would do. */
export async function plan(platform: Platform, person: Person, submission: Submission): Promise<Plan> {
  const { observation, kind, wanted } = submission
  const requests = kind === 'norm' || kind === 'clone' ? requestsOf(observation, wanted) : new Map()
  const main = await prepare(platform, person, { observation, kind, requests: ofKind(kind, requests), skipped: [] })
  const found = await Promise.all(submission.extras.map((obsid) => readExtra(platform, obsid)))
  const isClosed = await closedFor(platform)
  const refused = found.filter((one) => !('values' in one) || isClosed(one)).map(asRefused)
  const open = found.filter((one) => 'values' in one).filter((one) => !isClosed(one))
  if (kind === 'clone') return { kind, main, extras: [], refused, unaffected: open.map(({ obsid }) => obsid) }

  const extras = await Promise.all(
    open.map((extra) => {
      const { requests: theirs, skipped } = requestsForExtra(observation, main.requests, extra)
      return prepare(platform, person, { observation: extra, kind, requests: theirs, skipped })
    }),
  )
  const isAffected = (one: Prepared): boolean => kind !== 'norm' || one.requests.size > 0
  return {
    kind,
    main,
    extras: extras.filter(isAffected),
    refused,
    unaffected: extras.filter((one) => !isAffected(one)).map(({ observation: { obsid } }) => obsid),
  }
}

/** What keeps the plan from being sent; undefined where nothing does. */
export async function whyNotSend(platform: Platform, { kind, main }: Plan): Promise<UserError | undefined> {
  const { observation, requests } = main
  if ((await closedFor(platform))(observation)) return closed(observation)
  if (kind === 'norm' && requests.size === 0) return nothingAsked()
  if (kind === 'clone' && !requests.has('comments')) return noReason()
  return undefined
}

/**
 * Makes the revisions of a plan, all or none, and their letters with them.
 *
 * @param claim Takes away what was to be sent once, in the same transaction.
 * @throws UserError `observations.closed`, `observations.nothing-asked`, `observations.no-reason`
 */
export async function send(
  platform: Platform,
  person: Person,
  it: Plan,
  claim?: (tx: Db) => Promise<void>,
): Promise<readonly Made[]> {
  demand(person, it.kind === 'asis' || it.kind === 'remove' ? 'observations.verify' : 'observations.request')
  const why = await whyNotSend(platform, it)
  if (why) throw why
  const made = await platform.db.transaction().execute(async (tx) => {
    await claim?.(tx)
    const approver = it.kind === 'remove' ? await approverOf(tx, it.main.observation.obsid) : undefined
    const all: Made[] = []
    for (const one of [it.main, ...it.extras]) all.push(await addRevision(platform, tx, person, asDraft(it.kind, one)))
    await post(
      platform,
      tx,
      person,
      lettersOf(
        platform,
        person,
        it,
        all.map(({ key }) => key),
        approver,
      ),
    )
    return all
  })
  platform.live.publish(statusTopic)
  return made
}

/** The letters that sending would cause; the numbers are those that would be given now. */
export async function previewLetters(platform: Platform, person: Person, it: Plan): Promise<readonly DeskLetter[]> {
  const { db } = platform
  const keys = await Promise.all(
    [it.main, ...it.extras].map(async ({ observation: { obsid } }) =>
      revisionKey(obsid, (await lastNumber(db, obsid)) + 1),
    ),
  )
  const approver = it.kind === 'remove' ? await approverOf(db, it.main.observation.obsid) : undefined
  return lettersOf(platform, person, it, keys, approver)
}

function lettersOf(
  { config }: Platform,
  person: Person,
  it: Plan,
  keys: readonly string[],
  approver: Reader | undefined,
): readonly DeskLetter[] {
  const teller = { baseUrl: config.baseUrl, by: person }
  const told = [it.main, ...it.extras].map(
    (one, at): ToldRevision => ({ ...one, kind: it.kind, key: keys[at] ?? String(one.observation.obsid) }),
  )
  const [main, ...extras] = told
  const letters = told.map((one) => revisionLetter(one, teller, approver))
  if (main && it.kind === 'norm' && extras.length > 0) letters.push(severalLetter(main, extras, teller))
  const others = [planningLetter(told, teller), ...told.map((one) => urgentLetter(one, teller))]
  return [...letters, ...others.filter((letter) => letter !== undefined)]
}

type ToPrepare = Readonly<{
  observation: Observation
  kind: RevisionKind
  requests: Requests
  skipped: readonly Flag[]
}>

async function prepare(platform: Platform, person: Person, one: ToPrepare): Promise<Prepared> {
  const { observation, kind, requests, skipped } = one
  const { auxiliary } = await sourcesOf(platform)
  const isOnOrList = (await auxiliary.orList())?.has(observation.obsid) ?? null
  const positionNeedsSi = await platform.settings.get(platform.db, neighboursSetting)
  const touched = touchedBy(requests, { instrument: observation.values.instrument, positionNeedsSi })
  return {
    observation,
    requests,
    skipped,
    originals: originalsOf(observation),
    notes: kind === 'norm' ? notesOf(observation, requests, { now: platform.now(), isOnOrList }) : [],
    cells: cellsOf(kind, touched, person.id, platform.now()),
    cautions: kind === 'norm' ? cautionsOf(observation, requests) : [],
    isOnOrList: isOnOrList === true,
  }
}

function cellsOf(
  kind: RevisionKind,
  touched: Parameters<typeof cellsOfChange>[0],
  by: string,
  at: string,
): SignoffCells {
  if (kind === 'norm') return cellsOfChange(touched)
  return kind === 'clone' ? cellsOfSplit : cellsOfDecision(by, at)
}

/** A wish to split takes nothing along but its reason. */
const ofKind = (kind: RevisionKind, requests: Requests): Requests =>
  kind === 'clone' ? new Map([...requests].filter(([name]) => name === 'comments')) : requests

/** A revision of this plan, before it has a number. */
export const asDraft = (kind: RevisionKind, { observation, cells, notes, originals, requests }: Prepared) => ({
  ...aboutOf(observation),
  kind,
  cells,
  notes,
  originals,
  requests,
})

type Missing = Readonly<{ obsid: number; status: null }>

/** One that is not there, or there twice, is no reason to refuse the others. */
async function readExtra(platform: Platform, obsid: number): Promise<Observation | Missing> {
  const { catalog } = await sourcesOf(platform)
  try {
    return await catalog.getObservation(obsid)
  } catch (error) {
    if (error instanceof ObsidUnknown || error instanceof ObsidAmbiguous) return { obsid, status: null }
    throw error
  }
}

const asRefused = (one: Observation | Missing): Plan['refused'][number] => ({
  obsid: one.obsid,
  status: 'values' in one ? String(one.values.status ?? '') : null,
})

/** Whether the settings of an observation may not be changed any more. */
export async function closedFor({ settings, db }: Platform): Promise<(observation: Observation) => boolean> {
  const isTest = await settings.get(db, testModeSetting)
  return ({ values }) => !isTest && !isOpenStatus(values.status === null ? null : String(values.status))
}

/** Who approved it last, where somebody did. */
async function approverOf(db: Db, obsid: number): Promise<Reader | undefined> {
  const latest = (await listRevisions(db, obsid)).findLast(({ kind }) => kind === 'asis')
  return latest && nameOne(db, latest.submitted_by)
}

export function closed({ values, obsid }: Observation): UserError {
  const status = String(values.status ?? 'unknown').toUpperCase()
  return new UserError(
    'conflict',
    'observations.closed',
    `Observation ${obsid} is already ${status} and cannot be changed.`,
  )
}

const nothingAsked = (): UserError =>
  new UserError('conflict', 'observations.nothing-asked', 'Nothing is asked to be changed. Change a parameter first.')

const noReason = (): UserError =>
  new UserError('conflict', 'observations.no-reason', 'A split needs its reason: write it below the comments first.')
