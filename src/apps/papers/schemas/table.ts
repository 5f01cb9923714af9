import { z } from 'zod'
import { many, tableQuery } from '../../../platform/web/table-query.ts'
import { failureWords } from '../failure-codes.ts'
import { PAPER_TYPES } from '../importing/types.ts'
import { sortColumns } from '../queries/paper-table.ts'
import { dayPattern, openAccess, readRange, yearPattern } from '../searching/paper-filter.ts'
import { statuses } from '../statuses.ts'

/** What the menus of the table narrow it by; null stands for any text. Each is a word of the search, too. */
export const paperFilters = {
  status: statuses,
  has: ['file', 'no-file', 'doi', 'no-doi'],
  code: Object.keys(failureWords),
  tag: null,
  type: PAPER_TYPES,
  oa: openAccess,
  is: ['retracted'],
  year: null,
  added: null,
  import: null,
} as const satisfies Readonly<Record<string, readonly string[] | null>>
export type FilterName = keyof typeof paperFilters
export const filterNames = Object.keys(paperFilters) as readonly FilterName[]

const ranges = { year: yearPattern, added: dayPattern }
const rangeText = 'Write 2015, 2015..2020, 2015.. or ..2020; days as 2026-01-31.'

/** The address of the table: the same for the page, its downloads, bulk actions and the API. */
export const PaperQuery = tableQuery({ sortable: sortColumns, filters: paperFilters }).refine(
  ({ filters }) => areRanges(filters),
  rangeText,
)

/** The same in the body of a form. */
export const filterFieldsOfForm = Object.fromEntries(
  Object.entries(paperFilters).map(([name, values]) => [name, many(itemOf(values))]),
) as Record<FilterName, ReturnType<typeof many<z.ZodString>>>

function itemOf(values: readonly string[] | null): z.ZodString {
  const text = z.string().trim().max(200)
  return values === null ? text : text.refine((value) => values.includes(value))
}

const areRanges = (filters: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.entries(ranges).every(([name, pattern]) =>
    (filters[name] ?? []).every((value) => readRange(value, pattern) !== undefined),
  )
