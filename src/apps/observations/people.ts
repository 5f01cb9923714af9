import { can } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import { findPerson } from '../../platform/accounts/queries/people.ts'
import type { Db } from '../../platform/database/tables.ts'
import type { Revision } from './queries/revisions.ts'
import type { Signer } from './signoff/engine.ts'
import { type Part, parts, type Team, teams } from './signoff/signoff.ts'

/** What members of a team may do, by groups that an administrator makes. */
const permissionOf = {
  arcops: 'observations.sign-catalog',
  acis: 'observations.sign-acis-si',
  hrc: 'observations.sign-hrc-si',
  usint: 'observations.verify',
} as const satisfies Record<Team, string>

export const teamsOf = (person: Person | undefined): readonly Team[] =>
  teams.filter((team) => can(person, permissionOf[team]))

/** Administrators sign for every team, since they may do everything. */
export const signerOf = (person: Person): Signer<Team> => ({
  id: person.id,
  teams: teamsOf(person),
  isEverywhere: can(person, 'house.administer'),
})

/** What people call the columns. */
export const partTitles: Readonly<Record<Part, string>> = {
  general: 'General edits',
  acis: 'ACIS edits',
  acis_si: 'ACIS SI Mode edits',
  hrc_si: 'HRC SI Mode edits',
  usint: 'USINT Verification',
}

/** Everybody whom a revision names. */
export const peopleOf = ({ submitted_by, cells }: Pick<Revision, 'submitted_by' | 'cells'>): (string | null)[] => [
  submitted_by,
  ...parts.map((part) => cells[part].signedBy),
]

export type Named = Readonly<{ name: string; email: string | null }>

/** By id. Who has left, or came over from the desk before this one, keeps what the records say. */
export async function nameThem(db: Db, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, Named>> {
  const found = [...new Set(ids)].filter((id) => id !== null)
  const named = await Promise.all(found.map(async (id) => [id, await nameOne(db, id)] as const))
  return new Map(named)
}

export async function nameOne(db: Db, id: string): Promise<Named> {
  const person = await findPerson(db, id)
  if (!person) return { name: id.startsWith('previous:') ? id.slice('previous:'.length) : '?', email: null }
  return { name: person.name, email: person.disabled_at === null ? person.email : null }
}
