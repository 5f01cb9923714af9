import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { type CastName, cast } from '../../../../test/support/people.ts'
import { addMember, startGroup } from '../../../platform/accounts/groups/managing.ts'
import type { Permission } from '../../../platform/accounts/permissions.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import { findPersonByEmail } from '../../../platform/accounts/queries/people.ts'
import type { DatabaseKind } from '../../../platform/database/migrating.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { approvedAmong, findRevision } from '../queries/revisions.ts'
import type { Made } from '../revising.ts'
import { type Fields, fieldsOf } from '../revisions/fields.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { addressSettings, type Role } from '../settings.ts'
import { parts } from '../signoff/signoff.ts'
import { sourcesOf } from '../sources.ts'
import { type Plan, plan, send } from '../submitting.ts'
import type { RevisionKind } from '../tables.ts'

/** Ada is a USINT scientist, Ben is ARCOPS and of the ACIS team, Cleo only reads, Dora administers. */
const groups: readonly Readonly<{ name: string; grants: Permission[]; members: readonly CastName[] }>[] = [
  { name: 'usint', grants: ['observations.request', 'observations.verify', 'observations.duty'], members: ['ada'] },
  { name: 'arcops', grants: ['observations.sign-catalog'], members: ['ben'] },
  { name: 'acis', grants: ['observations.sign-acis-si'], members: ['ben'] },
]

export type Desk = TestHouse &
  Readonly<{
    clock: Clock
    people: Readonly<Record<CastName, Person>>
    /** Letters of the outbox as `recipient: subject`, sorted, and forgotten then. */
    letters: () => Promise<string[]>
  }>

export type Clock = Readonly<{ now: () => string; forward: (ms: number) => void }>
export const hour = 3_600_000

/** A house with its teams, at noon of the second of March 2026; time stands still unless it is moved. */
export async function openDesk(t: TestContext, kind: DatabaseKind = 'sqlite'): Promise<Desk> {
  const clock = makeClock()
  const house = await openHouse(t, { kind, now: clock.now })
  const { platform } = house
  const dora = await personOf(platform, 'dora')
  for (const { name, grants, members } of groups) {
    const group = await startGroup(platform, { name, description: '', grants }, dora.id)
    for (const member of members) await addMember(platform, dora, group.id, { email: cast[member].email })
  }
  await platform.db.transaction().execute(async (tx) => {
    for (const role of Object.keys(addressSettings) as Role[]) {
      await platform.settings.set(tx, addressSettings[role], `${role}@lyceum.test`, 'test')
    }
  })
  const people = {
    ada: await personOf(platform, 'ada'),
    ben: await personOf(platform, 'ben'),
    cleo: await personOf(platform, 'cleo'),
    dora,
  }
  return { ...house, clock, people, letters: lettersOf(platform) }
}

function makeClock(): Clock {
  let time = Date.parse('2026-03-02T12:00:00.000Z')
  return {
    now: () => new Date(time).toISOString(),
    forward: (ms) => {
      time += ms
    },
  }
}

async function personOf({ db }: Platform, name: CastName): Promise<Person> {
  const row = await findPersonByEmail(db, cast[name].email)
  if (!row) throw new Error(`${name} is missing`)
  const grants = groups.filter(({ members }) => members.includes(name)).flatMap((group) => group.grants)
  return { ...row, tokenId: null, grants }
}

function lettersOf({ db }: Platform): () => Promise<string[]> {
  const seen = new Set<string>()
  return async () => {
    const rows = await db.selectFrom('mail_outbox').select(['id', 'recipient', 'subject']).execute()
    const fresh = rows.filter(({ id }) => !seen.has(id))
    for (const { id } of fresh) seen.add(id)
    return fresh.map(({ recipient, subject }) => `${recipient}: ${subject}`).sort()
  }
}

/** The invented observation that tests ask for changes of. */
export const obsid = 90_001

type Ask = Readonly<{ kind?: RevisionKind; changes?: Fields; of?: number; extras?: readonly number[] }>

/** What submitting these changes would do. */
export async function ask(
  platform: Platform,
  person: Person,
  { kind = 'norm', changes = {}, of = obsid, extras = [] }: Ask,
): Promise<Plan> {
  const { catalog } = await sourcesOf(platform)
  const observation = await catalog.getObservation(of)
  const { wanted } = readForm(observation, { ...fieldsOf(observation), ...changes })
  return plan(platform, person, { observation, kind, wanted, extras })
}

/** Submits them. @returns the revision of the first observation. */
export async function submit({ platform, people }: Desk, how: Ask, by: CastName = 'ada'): Promise<Made> {
  const [main] = await send(platform, people[by], await ask(platform, people[by], how))
  assert.ok(main)
  return main
}

/** How the five cells of a revision stand, in the order of columns. */
export async function statuses({ platform }: Desk, id: string): Promise<string[]> {
  const revision = await findRevision(platform.db, id)
  return parts.map((part) => revision?.cells[part].status ?? 'none')
}

export const refused = (code: string) => (error: unknown) => error instanceof UserError && error.code === code

export const isApproved = async ({ platform }: Desk, of = obsid): Promise<boolean> =>
  (await approvedAmong(platform.db, [of])).has(of)
