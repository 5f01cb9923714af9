import { type Cell, defineSignoff, notRequired, pending, type Row, signed } from './engine.ts'

/** The columns that are signed, in the order of work. */
export const parts = ['general', 'acis', 'acis_si', 'hrc_si', 'usint'] as const
export type Part = (typeof parts)[number]

export const teams = ['arcops', 'acis', 'hrc', 'usint'] as const
export type Team = (typeof teams)[number]

export type SignoffCells = Row<Part>

/** Who signs what; USINT verifies once nothing else waits. */
export const signoff = defineSignoff<Part, Team>({
  general: { team: 'arcops', after: [] },
  acis: { team: 'arcops', after: [] },
  acis_si: { team: 'acis', after: [] },
  hrc_si: { team: 'hrc', after: [] },
  usint: { team: 'usint', after: ['general', 'acis', 'acis_si', 'hrc_si'] },
})

export const teamOf: Readonly<Record<Part, Team>> = {
  general: 'arcops',
  acis: 'arcops',
  acis_si: 'acis',
  hrc_si: 'hrc',
  usint: 'usint',
}

/** What a request changes decides who must look at it; `usint` always does. */
export type Touched = Readonly<Record<Exclude<Part, 'usint'>, boolean>>

/** The cells of a change of parameters. */
export const cellsOfChange = ({ general, acis, acis_si, hrc_si }: Touched): SignoffCells => ({
  general: needed(general),
  acis: needed(acis),
  acis_si: needed(acis_si),
  hrc_si: needed(hrc_si),
  usint: pending,
})

/** The cells of a wish to split an observation. */
export const cellsOfSplit: SignoffCells = cellsOfChange({ general: true, acis: false, acis_si: false, hrc_si: false })

/** The cells of an approval, or of taking one back: whoever says it has signed it. */
export const cellsOfDecision = (by: string, at: string): SignoffCells => ({
  ...cellsOfChange({ general: false, acis: false, acis_si: false, hrc_si: false }),
  usint: signed(by, at),
})

function needed(is: boolean): Cell {
  return is ? pending : notRequired
}
