/**
 * Tells open pages that something changed, whichever thread or process changed it. A topic is a noun and an id, such as
 * `job/0190…` or `papers/scraper`; a page that hears one fetches its fragment again, so nothing but the topic travels.
 */
export type Live = Readonly<{
  /** Call it after the commit; bursts of one topic are merged. */
  publish: (topic: string) => void
  /** Answers the way to stop listening. */
  subscribe: (topics: readonly string[], listener: (topic: string) => void) => () => void
  close: () => void
}>
