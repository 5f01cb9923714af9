import type { Theme } from '../web/theme.ts'

/** Each role may do what the ones before it may: a reader looks, a member works, an admin runs the house. */
export const roles = ['reader', 'member', 'admin'] as const
export type Role = (typeof roles)[number]

/** Somebody who is signed in, by session or by token. */
export type Person = Readonly<{
  id: string
  email: string
  name: string
  role: Role
  /** BCP 47 tag; null: what the browser asks for. */
  language: string | null
  /** IANA zone; null: that of the house. */
  timezone: string | null
  /** How pages look where this browser has no choice of its own. */
  theme?: Theme | null
  /** Ids of the groups that this person is in; absent: none. */
  groups?: readonly string[]
  /** What those groups allow; absent: nothing. */
  grants?: readonly string[]
  /** The API token that was used; null for a session. */
  tokenId: string | null
}>

/** The name under which a person's acts are recorded. */
export const actorOf = (person: Person): string => (person.tokenId ? `token:${person.tokenId}` : person.id)
