import type { ViewRow } from './tables.ts'

/** The path of a list, and what narrows and sorts it; where a page of it begins does not belong to a view. */
export function partsOf(at: string): { list: string; query: string } {
  const [list = '/', text = ''] = at.split('#', 1)[0]?.split('?') ?? []
  const query = new URLSearchParams(text)
  for (const place of ['cursor', 'page']) query.delete(place)
  return { list, query: query.toString() }
}

/** Where a view leads. */
export const addressOf = ({ list, query }: Pick<ViewRow, 'list' | 'query'>): string =>
  query === '' ? list : `${list}?${query}`
