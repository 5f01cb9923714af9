import type { Container } from './container.ts'
import type { Encoding } from './encoding.ts'
import type { Field } from './fields.ts'
import type { FormName } from './forms/form.ts'
import type { Dialect } from './records.ts'

/** All that reading a list depends on, so that it can be kept as JSON and gives the same rows after a restart. */
export interface ReadPlan {
  readonly container: Container
  readonly encoding: Encoding
  /** True where some bytes may be no text in this encoding. */
  readonly isUnproven: boolean
  /** Absent for tables. */
  readonly form?: FormName
  /** How cells and rows of a table are told apart. */
  readonly dialect: Dialect
  /** Records before the first row: notes and the header. */
  readonly recordsBefore: number
  readonly preset: string
  readonly headers: readonly string[]
  /** What each column feeds; null for those that are kept under their header. */
  readonly fields: readonly (Field | null)[]
  /** Whether a row with an invalid DOI is left out, or taken without it. */
  readonly invalidDoi: 'reject' | 'import'
  readonly latestYear: number
}
