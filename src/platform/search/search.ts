import type { Permission } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { Platform } from '../platform.ts'

/** What can be found, in the order in which it is shown. */
export const searchKinds = [
  'action',
  'page',
  'study',
  'run',
  'paper',
  'observation',
  'plugin',
  'person',
  'setting',
  'help',
] as const
export type SearchKind = (typeof searchKinds)[number]

/** One thing that was found. */
export type Found = Readonly<{
  /** As people call it, in the language of the reader where the house chose the words. */
  title: string
  /** What tells it from others of its name; absent where nothing does. */
  detail?: string
  /** A page of the house. */
  href: string
}>

/** What somebody looks for. */
export type SearchWish = Readonly<{
  /** At least one letter, without blanks around it; at most 200. */
  text: string
  /** How many are wanted at most. */
  limit: number
}>

/** Finds things of one kind: those that this person may see, and no others; quick, however many there are. */
export type Searcher = Readonly<{
  kind: SearchKind
  /** Who lacks it is not asked for. */
  permission: Permission
  find: (platform: Platform, wish: SearchWish, person: Person) => Promise<readonly Found[]>
}>

/** Something that can be begun from anywhere: the page on which it is done. */
export type Action = Readonly<{
  /** English. */
  title: string
  /** Further words by which it is found, English. */
  words?: string
  href: string
  permission: Permission
}>

/** The pattern of `like` for a text anywhere in a column, with `escape '\'`. */
export const likeAnywhere = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

/** Whether the text is the id of something of the house. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
