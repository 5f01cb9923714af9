import type { Person } from '../../platform/accounts/person.ts'
import type { Platform } from '../../platform/platform.ts'
import { type StatusChoice, statusChoice } from './drafting.ts'
import { type Overlap, overlapsAmong } from './overlapping.ts'
import { type Named, nameThem, peopleOf, signerOf, teamsOf } from './people.ts'
import { latestAgreements } from './queries/agreements.ts'
import { approvedAmong, type Revision } from './queries/revisions.ts'
import { highestClosed, listClosedSince, listOpen, requestsAmong } from './queries/status.ts'
import type { Requests } from './revisions/comparing.ts'
import { directorsNames, directorsOf } from './revisions/director.ts'
import { isUrgent, type Urgency, urgencyOf } from './revisions/urgency.ts'
import { type Queue, queues, type StatusQuery } from './schemas.ts'
import { closedHoursSetting, testModeSetting } from './settings.ts'
import { rulesOf } from './signing.ts'
import type { Refusal, Rules, Signer } from './signoff/engine.ts'
import { type Part, parts, signoff, type Team, teamOf } from './signoff/signoff.ts'
import type { AgreementRow } from './tables.ts'

/** What the status page shows. */
export type StatusView = Readonly<{
  open: readonly OpenRow[]
  closed: readonly Revision[]
  names: ReadonlyMap<string, Named>
  choice: StatusChoice
  queue: Queue | ''
  /** How many revisions wait for each team, and how many must not wait, whichever is shown. */
  queues: Readonly<Record<Queue, number>>
  /** Those who have something open, by name. */
  submitters: readonly Readonly<{ id: string; name: string }>[]
  ownTeams: readonly Team[]
  closedHours: number
  isTest: boolean
  /** The person that was asked for is nobody with something open. */
  isPersonUnknown: boolean
}>

export type OpenRow = Readonly<{
  revision: Revision
  /** From 0, the same for all open revisions of one observation; null where there is one alone. */
  colour: number | null
  isApproved: boolean
  /** Number of a later revision that is signed off already; null where there is none. */
  higher: number | null
  overlaps: readonly Overlap[]
  urgency: Urgency
  director: DirectorView
  /** Why the visitor may not sign a column now; only for what is pending. */
  why: Readonly<Partial<Record<Part, Refusal<Part, Team>>>>
}>

/** What the Director's Office must agree to, and what it said last; undefined where nobody has written anything down. */
type DirectorView = Readonly<{ needed: readonly string[]; latest: AgreementRow | undefined }>

const nothing: Requests = new Map()
const colours = 28

/** Reads everything in a few statements, however many revisions there are. */
export async function statusView(platform: Platform, person: Person, query: StatusQuery): Promise<StatusView> {
  const { db, settings } = platform
  const [closedHours, isTest, rules, choice] = await Promise.all([
    settings.get(db, closedHoursSetting),
    settings.get(db, testModeSetting),
    rulesOf(platform, db),
    chosen(platform, person, query),
  ])
  const since = new Date(Date.parse(platform.now()) - closedHours * 3_600_000).toISOString()
  const open = await listOpen(db)
  const [closed, higher] = await Promise.all([listClosedSince(db, since, open), highestClosed(db, open)])
  const several = obsidsWithSeveral(open)
  const ids = open.map(({ id }) => id)
  const [approved, overlaps, agreements, asked, names] = await Promise.all([
    approvedAmong(db, [...new Set(open.map(({ obsid }) => obsid))]),
    overlapsAmong(db, [...several.keys()]),
    latestAgreements(db, ids),
    requestsAmong(db, ids, directorsNames),
    nameThem(db, [...open, ...closed].flatMap(peopleOf)),
  ])
  const submitters = [...new Set(open.map((one) => one.submitted_by))].map((id) => ({
    id,
    name: names.get(id)?.name ?? '?',
  }))
  const signer = signerOf(person)
  const rows = sorted(open, choice, names).map(
    (revision): OpenRow => ({
      revision,
      colour: several.get(revision.obsid) ?? null,
      isApproved: approved.has(revision.obsid),
      higher: higherOf(revision, higher),
      overlaps: overlaps.get(revision.id) ?? [],
      urgency: urgencyOf(revision, platform.now()),
      director: {
        needed: directorsOf(asked.get(revision.id) ?? nothing, revision.notes),
        latest: agreements.get(revision.id),
      },
      why: whyNots(revision, signer, rules),
    }),
  )
  const queue = query.queue ?? ''
  return {
    open: rows.filter((row) => queue === '' || isIn(row, queue)),
    closed,
    names,
    choice,
    queue,
    queues: queuesOf(rows),
    submitters: submitters.sort((a, b) => a.name.localeCompare(b.name)),
    ownTeams: teamsOf(person),
    closedHours,
    isTest,
    isPersonUnknown: choice.sort === 'person' && !submitters.some(({ name }) => isSameName(name, choice.person)),
  }
}

/** What is asked for now is remembered for the next visit. */
async function chosen(platform: Platform, person: Person, { sort, person: name }: StatusQuery): Promise<StatusChoice> {
  const kept = (await statusChoice.read(platform, person)) ?? { sort: 'submitted', person: person.name }
  if (sort === undefined) return kept
  const choice = { sort, person: name || kept.person }
  if (choice.sort !== kept.sort || choice.person !== kept.person) await statusChoice.keep(platform, person, choice)
  return choice
}

/** By submission the rows come as they are: last made first. */
function sorted(
  open: readonly Revision[],
  { sort, person }: StatusChoice,
  names: ReadonlyMap<string, Named>,
): readonly Revision[] {
  if (sort === 'obsid') return open.toSorted((a, b) => a.obsid - b.obsid || b.revision_number - a.revision_number)
  if (sort !== 'person') return open
  const isTheirs = ({ submitted_by }: Revision): boolean => isSameName(names.get(submitted_by)?.name ?? '', person)
  return [...open.filter(isTheirs), ...open.filter((one) => !isTheirs(one))]
}

const isSameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Each observation with two or more open revisions has a colour, in the order in which they appear. */
function obsidsWithSeveral(open: readonly Revision[]): ReadonlyMap<number, number> {
  const byObsid = Map.groupBy(open, ({ obsid }) => obsid)
  const several = [...byObsid].filter(([, revisions]) => revisions.length > 1)
  return new Map(several.map(([obsid], at) => [obsid, at % colours]))
}

function higherOf({ obsid, revision_number }: Revision, highest: ReadonlyMap<number, number>): number | null {
  const closed = highest.get(obsid) ?? 0
  return closed > revision_number ? closed : null
}

function whyNots({ cells }: Revision, signer: Signer<Team>, rules: Rules): OpenRow['why'] {
  const why: Partial<Record<Part, Refusal<Part, Team>>> = {}
  for (const part of parts) {
    const refusal = cells[part].status === 'Pending' ? signoff.whyNot(cells, part, signer, rules) : undefined
    if (refusal) why[part] = refusal
  }
  return why
}

/** USINT has something to do once nothing else waits. */
function waitsFor({ cells }: Revision, team: Team): boolean {
  const isWaiting = (part: Part): boolean => cells[part].status === 'Pending'
  if (team === 'usint') return isWaiting('usint') && parts.filter(isWaiting).length === 1
  return parts.some((part) => teamOf[part] === team && isWaiting(part))
}

const isIn = ({ revision, urgency }: OpenRow, queue: Queue): boolean =>
  queue === 'urgent' ? isUrgent(urgency) : waitsFor(revision, queue)

function queuesOf(rows: readonly OpenRow[]): Record<Queue, number> {
  const count = (queue: Queue): number => rows.filter((row) => isIn(row, queue)).length
  return Object.fromEntries(queues.map((queue) => [queue, count(queue)])) as Record<Queue, number>
}
