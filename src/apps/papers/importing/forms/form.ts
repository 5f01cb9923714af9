import type { IssueCode } from '../issue-codes.ts'
import type { Preset } from '../presets/preset.ts'

export const FORM_NAMES = ['ris', 'nbib', 'wos', 'bibtex', 'json'] as const
export type FormName = (typeof FORM_NAMES)[number]

/** One record by the names that its form uses. A record with a problem has no values. */
export type NamedRecord = Readonly<{
  values: ReadonlyMap<string, string>
  /** Line on which it begins, from 1. */
  line: number
  raw: string
  problem: Extract<IssueCode, 'ris_syntax' | 'bibtex_syntax' | 'json_syntax' | 'row_too_long'> | null
}>

/** Cuts text that arrives in pieces into records, in constant memory; with `isLast` all that remain. */
export type FormReader = Readonly<{ push: (piece: string, isLast: boolean) => Iterable<NamedRecord> }>

/** A way to write lists of papers other than as a table. */
export type Form = Readonly<{
  name: FormName
  /** What names of its files end in. */
  extension: string
  /** What its names feed; those of its first record come first in a preview. */
  preset: Preset
  /** Names as the form spells them, for a preview and for columns that no record of a sample has. */
  names: readonly string[]
  open: () => Promise<FormReader>
  /** A list of rejected records begins with this. */
  head?: string
  /** A line between records that readers of the form pass over; undefined where it has none. */
  comment?: (text: string) => string
}>

/** UTF-16 units; longer records are reported, not read. */
export const LONGEST_RECORD = 1024 * 1024
