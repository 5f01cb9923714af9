import type { z } from 'zod'
import { normaliseDoi } from '../importing/doi.ts'

/** The readable items of a list by their DOIs, each as it is remembered; of two with one DOI the first counts. */
export function byDoi<Item>(
  items: readonly unknown[],
  schema: z.ZodType<Item>,
  read: (item: Item) => Readonly<{ doi: string | null | undefined; body: unknown }>,
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>()
  for (const one of items) {
    const item = schema.safeParse(one)
    if (!item.success) continue
    const { doi: stated, body } = read(item.data)
    const { doi } = normaliseDoi(stated ?? '')
    if (doi && !found.has(doi)) found.set(doi, body)
  }
  return found
}
