/** Files up to this size are held in memory, several at once, so that nobody waits for each of them in turn. */
export const smallBytes = 4 * 1_048_576
export const mostAtOnce = 8

/** What `load` makes of each item, in their order, with a few begun ahead. */
export async function* ahead<Item, Loaded>(
  items: AsyncIterable<Item>,
  load: (item: Item) => Promise<Loaded>,
): AsyncGenerator<Loaded> {
  const begun: Promise<Loaded>[] = []
  for await (const item of items) {
    begun.push(watched(load(item)))
    const first = begun.length >= mostAtOnce ? begun.shift() : undefined
    if (first) yield await first
  }
  for (const left of begun) yield await left
}

/** A few works at once; whoever adds one more waits for a free place. */
export function openLanes(): {
  /** @throws what an earlier one threw. */
  add: (work: () => Promise<void>) => Promise<void>
  finish: () => Promise<void>
} {
  const running = new Set<Promise<void>>()
  return {
    add: async (work) => {
      if (running.size >= mostAtOnce) await Promise.race(running)
      const one: Promise<void> = watched(work().then(() => void running.delete(one)))
      running.add(one)
    },
    finish: async () => void (await Promise.all(running)),
  }
}

/** Its failure is told to whoever waits for it, and is no unknown one meanwhile. */
function watched<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {})
  return promise
}
