/** What a walk along followers needs to know of an observation. */
export type Link = Readonly<{ obsid: number; pre_id: number | null; status: string | null }>

/** A chain longer than this is a mistake in the catalog. */
const longest = 2_000

/**
 * The whole tree that an observation belongs to by "follows": back to the root, and forward along every branch. Each is
 * visited once, so that a loop ends.
 *
 * @param linksOf Those of the given obsids, and those that follow one of them.
 */
export async function walkChain(
  obsid: number,
  linksOf: (obsids: readonly number[]) => Promise<readonly Link[]>,
): Promise<readonly Link[]> {
  const found = new Map<number, Link>()
  const asked = new Set<number>()
  let next = [obsid]

  while (next.length > 0 && asked.size < longest) {
    for (const one of next) asked.add(one)
    const links = await linksOf(next)
    for (const link of links) found.set(link.obsid, link)
    const reached = links.flatMap((link) => [link.obsid, ...(link.pre_id === null ? [] : [link.pre_id])])
    next = [...new Set(reached)].filter((one) => !asked.has(one))
  }
  return [...found.values()].sort((a, b) => a.obsid - b.obsid)
}
