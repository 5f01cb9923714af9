import type { Db } from '../database/tables.ts'
import type { NoticeLevel } from './tables.ts'

/** Where a person hears of something. */
export type Ways = Readonly<{ onPage: boolean; byMail: boolean }>

/** A kind of thing that people may want to hear of, or not; a part declares it. */
export type NoticeKind = Readonly<{
  /** `part.what`, such as `papers.imported`. */
  name: string
  /** What a person reads when choosing, in English: "A list that I uploaded is in". */
  title: string
  /** Where it is told to somebody who has chosen nothing. */
  usual: Ways
  /** Sentences of English, by name; names in double braces are replaced by values. */
  texts: Readonly<Record<string, Readonly<{ level: NoticeLevel; title: string }>>>
}>

export type Notice = Readonly<{
  /** Id of the person who is told. */
  person: string
  kind: NoticeKind
  /** Which text of the kind. */
  text: string
  values?: Readonly<Record<string, string | number>>
  /** The page of the house that shows it. */
  href?: string
  /** Unread notices with the same word become one, and there is one letter for all of them. */
  batch?: string
}>

/**
 * Tells a person something, in the caller's transaction: rolled back, nobody hears of it. Where the person asked for it, a
 * letter goes out too. Somebody who is gone or locked out is told nothing.
 */
export type Notify = (tx: Db, notice: Notice) => Promise<void>
