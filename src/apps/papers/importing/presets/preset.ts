import type { Field } from '../fields.ts'

/** How one program writes its lists. Names are normalised headers; several for one field stand in order of preference. */
export interface Preset {
  readonly name: string
  readonly title: string
  /** All of these must be there, in lower case as the file spells them. */
  readonly keys: readonly string[]
  /** How many of its names must be there for the file to be taken for one of this program. */
  readonly fewest: number
  readonly names: Partial<Record<Field, readonly string[]>>
  /** Names that only tell where the list comes from. */
  readonly others?: readonly string[]
  readonly hasNoQuotes?: boolean
  /** True where each title ends with a full stop that is none of its own. */
  readonly endsTitlesWithStop?: boolean
}

/** Fields whose columns bear their own names. */
export const calledAlike = (...fields: Field[]): Preset['names'] =>
  Object.fromEntries(fields.map((field) => [field, [field]]))
