import type { FilterTerm } from '../searching/paper-filter.ts'

/** Which papers plans choose from: those of one of the lists, with one of the tags, in one of the journals. Empty: any. */
export type PlanScope = Readonly<{
  /** Ids of imports. */
  lists: readonly string[]
  tags: readonly string[]
  journals: readonly string[]
}>

export const wholeHouse: PlanScope = { lists: [], tags: [], journals: [] }

export const isWhole = ({ lists, tags, journals }: PlanScope): boolean =>
  lists.length + tags.length + journals.length === 0

/** The same as conditions of a search. */
export function termsOf({ lists, tags, journals }: PlanScope): FilterTerm[] {
  const terms: FilterTerm[] = [
    { field: 'import', values: lists, isNot: false },
    { field: 'tag', values: tags, isNot: false },
    { field: 'journal', values: journals, isNot: false },
  ]
  return terms.filter(({ values }) => values.length > 0)
}
