import type { z } from 'zod'
import type { Db } from '../../database/tables.ts'
import type { Platform } from '../../platform.ts'

/** A row as it comes from the database; columns of secrets are never among it. */
export type Row = Readonly<Record<string, string | number | null>>

/** How a value is shown and typed. `yes-no` is 0 or 1, `time` is UTC ISO text, `secret` never leaves the database. */
export type ColumnType =
  | 'text'
  | 'long-text'
  | 'number'
  | 'bytes'
  | 'yes-no'
  | 'time'
  | 'choice'
  | 'json'
  | 'code'
  | 'secret'

export type AdminColumn = Readonly<{
  name: string
  /** English. */
  title: string
  type: ColumnType
  /** For `choice`: what it can be. */
  choices?: readonly string[]
  /** The table whose key stands here. */
  refersTo?: string
  /** What becomes of a row when the one it refers to is deleted; `stays` where absent. The database does it. */
  whenGone?: 'goes-along' | 'is-cleared' | 'prevents-it' | 'stays'
  /** Judges the value as the database takes it; only columns that have one can be edited. */
  edit?: z.ZodType<string | number | null>
  /** Only while the row is made. */
  isFixed?: boolean
  help?: string
  /** Sorting is offered where the table is small, or an index serves. */
  isSortable?: boolean
  /** Only shown in the list when somebody asks for it. */
  isHidden?: boolean
}>

/** How the search box finds a row; `is` uses an index where there is one, `contains` looks at every row. */
export type SearchedColumn = Readonly<{ column: string; how: 'is' | 'contains' }>

/** One change of a row by an administrator, inside the transaction in which it is checked and recorded. */
export type RowChange = Readonly<{ row: Row; changes: Row; by: string }>

/** A table of a part, as the administration shows it: list, record, form and what may be done come from this alone. */
export type AdminTable = Readonly<{
  /** As the database calls it. */
  name: string
  /** English. */
  title: string
  icon: string
  /** What one row is, in a sentence of English. */
  about: string
  /** `['id']` where absent. */
  key?: readonly string[]
  columns: readonly AdminColumn[]
  /** What a person calls the row; its key where absent. */
  label?: (row: Row) => string
  /** A column, with a minus for the largest first; the key downwards where absent. */
  order?: string
  search?: readonly SearchedColumn[]
  /** How the activity log names the row; `<table>/<key>` where absent. */
  target?: (row: Row) => string
  /** The page of the house that shows it, where there is one. */
  page?: (row: Row) => string | undefined
  /** Why rows cannot be made, edited or deleted here: a sentence of English with the way that serves. */
  closed?: Readonly<{ create?: string; edit?: string; remove?: string }>
  /** Values of a new row that nobody types. */
  blank?: (now: string) => Row
  /** Columns that follow from others, set with every change. */
  followers?: (changes: Row, now: string) => Row
  /** Refuses what the columns cannot tell by themselves. @throws UserError */
  check?: (tx: Db, platform: Platform, change: RowChange) => Promise<void>
  /** Does an edit by a verb of the part, which keeps what belongs together; it records the activity itself. */
  write?: (platform: Platform, change: RowChange) => Promise<void>
  /** What deleting does besides, in sentences of English. */
  consequences?: readonly string[]
}>

export const defineAdminTable = (table: AdminTable): AdminTable => table

/** A table that is only read in the administration, with the sentence that says where it is written. */
export const closedTable = (why: string, table: Omit<AdminTable, 'closed'>): AdminTable => ({
  ...table,
  closed: { create: why, edit: why, remove: why },
})

/** The id and the moment that most tables have. */
export const idColumn: AdminColumn = { name: 'id', title: 'Id', type: 'code', isHidden: true }

export const timeColumn = (name: string, title: string, more: Partial<AdminColumn> = {}): AdminColumn => ({
  name,
  title,
  type: 'time',
  ...more,
})

/** A column that holds the id of a person. */
export const personColumn = (name: string, title: string, more: Partial<AdminColumn> = {}): AdminColumn => ({
  name,
  title,
  type: 'code',
  refersTo: 'accounts_people',
  ...more,
})
