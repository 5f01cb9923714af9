import type { ChoiceSet } from '../catalog/choices.ts'
import { type RankList, rankKinds, type ScalarName, scalarKinds, type ValueKind } from '../catalog/read-model.ts'
import type { Part } from '../signoff/signoff.ts'
import { acis, acisWindows } from './acis.ts'
import { constraints, dither, general, hrc, rollRanks, timeRanks } from './general.ts'

/** What an observer may ask for freely, what the Director's Office must agree to, what is hardly ever changed. */
export type Approval = 'observer' | 'director' | 'rare' | 'information'

/** One parameter that may be asked for here. */
export type Parameter = Readonly<{
  name: string
  /** As observers know it. */
  label: string
  unit?: string
  /** The list that it is chosen from. */
  choices?: ChoiceSet
  /** Both ends included, in the unit above. */
  min?: number
  max?: number
  required?: true
  isLong?: true
  /** The columns that have to be signed where it is asked for. */
  signs: readonly Exclude<Part, 'usint'>[]
  approval: Approval
  /** What a new row of a ranked constraint has; the word `now` stands for the time of the visit. */
  fallback?: string | number
}>

/** Sections of the page, in its order. */
export const sections = { general, dither, timeRanks, rollRanks, constraints, hrc, acis, acisWindows } as const
export type SectionName = keyof typeof sections

const all: readonly Parameter[] = Object.values(sections).flat()
const byName = new Map(all.map((parameter) => [parameter.name, parameter]))

/** Names of everything that is stored with a revision, in the order of the page. */
export const parameterNames: readonly string[] = all.map(({ name }) => name)
export const isParameter = (name: string): boolean => byName.has(name)

/** @throws RangeError for a name that is none. */
export function parameterOf(name: string): Parameter {
  const parameter = byName.get(name)
  if (!parameter) throw new RangeError(`There is no parameter ${name}.`)
  return parameter
}

/** Parameters that need a column signed. */
export const namesFor = (part: Exclude<Part, 'usint'>): readonly string[] =>
  all.filter(({ signs }) => signs.includes(part)).map(({ name }) => name)

export const isScalar = (name: string): name is ScalarName => Object.hasOwn(scalarKinds, name)

/** The ranked list that a column belongs to; undefined for a parameter of its own. */
export const listOfColumn = (name: string): RankList | undefined => listByColumn.get(name)

const listByColumn = new Map<string, RankList>(
  (Object.keys(rankKinds) as RankList[]).flatMap((list) =>
    Object.keys(rankKinds[list]).map((column) => [column, list] as const),
  ),
)

/** How the texts of a parameter are read and compared. */
export function kindOf(name: string): ValueKind {
  if (isScalar(name)) return scalarKinds[name]
  const list = listOfColumn(name)
  const kinds: Readonly<Record<string, ValueKind>> = list ? rankKinds[list] : {}
  return kinds[name] ?? 'text'
}

/** Each flag decides whether its group counts. */
export const flagGroups = {
  dither_flag: ['y_amp', 'y_freq', 'y_phase', 'z_amp', 'z_freq', 'z_phase'],
  window_flag: Object.keys(rankKinds.time_ranks),
  roll_flag: Object.keys(rankKinds.roll_ranks),
  spwindow_flag: Object.keys(rankKinds.window_ranks),
} as const satisfies Readonly<Record<string, readonly string[]>>
export type Flag = keyof typeof flagGroups
export const flags = Object.keys(flagGroups) as readonly Flag[]

export const listOfFlag = { window_flag: 'time_ranks', roll_flag: 'roll_ranks', spwindow_flag: 'window_ranks' } as const
export type RankFlag = keyof typeof listOfFlag
export const rankFlags = Object.keys(listOfFlag) as readonly RankFlag[]

const grouped = new Set<string>([...flags, ...flags.flatMap((flag) => flagGroups[flag])])
/** Parameters that stand for themselves: no flag, and no part of a group. */
export const plainNames: readonly ScalarName[] = parameterNames.filter(isScalar).filter((name) => !grouped.has(name))

/** `Y` and preferences count; null and `N` do not. */
export const isSet = (flag: unknown): boolean => flag === 'Y' || flag === 'P'

export const isAcis = (instrument: unknown): boolean => /^ACIS-/.test(String(instrument))
export const isHrc = (instrument: unknown): boolean => /^HRC-/.test(String(instrument))
