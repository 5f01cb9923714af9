import { z } from 'zod'

/** How many rows a page may have. */
export const pageSizes = [25, 50, 100, 200] as const

/** A field that may stand in the address several times: one value is a list of one. */
export const many = <Item extends z.ZodType>(item: Item) =>
  z
    .preprocess((value) => (value === '' ? [] : [value].flat().filter((one) => one !== '')), z.array(item).max(50))
    .default(() => [])

/** What the address of a table holds; the same for its page, its fragment and its CSV. */
export type TableState = Readonly<{
  /** Words to look for; empty: everything. */
  q: string
  /** Name of a column, with a minus for the largest first; undefined: the order of the query. */
  sort: string | undefined
  limit: number
  /** The limit that need not stand in the address; 50 where absent. */
  usualLimit?: number
  /** Where the page begins (`next` or `previous` of a page before), for lists paged by key. */
  cursor: string | undefined
  /** From 1, for lists paged by number. */
  page: number
  /** What is let through, by the name of the filter; an empty list lets all through. */
  filters: Readonly<Record<string, readonly string[]>>
}>

export type TableQueryOptions = Readonly<{
  /** Columns that the list can be sorted by. */
  sortable?: readonly string[]
  /** What each filter may be set to; null: any text of at most 200 characters. */
  filters?: Readonly<Record<string, readonly string[] | null>>
  limit?: (typeof pageSizes)[number]
}>

/**
 * The schema for the address of a table. An unknown column, filter value or page is refused (422); a limit beyond 200 is
 * taken as 200.
 */
export function tableQuery({ sortable = [], filters = {}, limit = 50 }: TableQueryOptions) {
  const shape = Object.entries(filters).map(([name, values]) => {
    const item =
      values === null
        ? z.string().trim().max(200)
        : z.string().refine((value) => values.includes(value), 'Please choose one of what is offered.')
    return [name, many(item)] as const
  })
  const orders = sortable.flatMap((column) => [column, `-${column}`])
  return z
    .object({
      q: z.string().trim().max(500).default(''),
      sort: z
        .string()
        .refine((sort) => orders.includes(sort), 'This list cannot be sorted so.')
        .optional()
        .or(z.literal('').transform(() => undefined)),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .default(limit)
        .transform((wish) => Math.min(wish, 200)),
      cursor: z.string().max(1_000).optional(),
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      ...Object.fromEntries(shape),
    })
    .transform(
      ({ q, sort, limit: wish, cursor, page, ...chosen }): TableState => ({
        q,
        sort,
        limit: wish,
        usualLimit: limit,
        cursor,
        page,
        filters: chosen as Record<string, string[]>,
      }),
    )
}

/** Keeps what identifies a place in a sorted list: opaque to the browser, and only ever text and numbers. */
export const writeCursor = (parts: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** Undefined where the cursor is none of ours: the list then begins at its start. */
export function readCursor(cursor: string | undefined, length: number): (string | number | null)[] | undefined {
  try {
    const parts = cursorParts.safeParse(JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString()))
    return parts.success && parts.data.length === length ? parts.data : undefined
  } catch {
    return undefined
  }
}

const cursorParts = z.array(z.union([z.string(), z.number(), z.null()]))

/** The query string of a state with some of it changed; what is at its default is left out, and a change begins at page 1. */
export function tableAddress(address: string, state: TableState, changes: Partial<TableState> = {}): string {
  const {
    q,
    sort,
    limit,
    usualLimit = 50,
    cursor,
    page,
    filters,
  } = { ...state, cursor: undefined, page: 1, ...changes }
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  for (const [name, values] of Object.entries(filters)) for (const value of values) query.append(name, value)
  if (sort !== undefined) query.set('sort', sort)
  if (limit !== usualLimit) query.set('limit', String(limit))
  if (cursor !== undefined) query.set('cursor', cursor)
  if (page !== 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? address : `${address}?${text}`
}

/** Whether anything narrows the list. */
export const isNarrowed = (state: TableState): boolean =>
  state.q !== '' || Object.values(state.filters).some((values) => values.length > 0)
