/**
 * Words between all processes on one PostgreSQL. Who listens at that moment hears them, and nobody keeps them: they say
 * "look", and the truth stands in tables.
 */
export type Notifications = Readonly<{
  /** Goes by itself, together with others of the same moment, and waits where the database is away; at most 7,000 bytes. */
  send: (channel: string, words: string) => void
  /**
   * `onGap` is called whenever words may have been missed: at first, and each time after the connection was away. Answers
   * the way to stop listening.
   */
  listen: (channel: string, listener: (words: string) => void, onGap: () => void) => () => void
}>
