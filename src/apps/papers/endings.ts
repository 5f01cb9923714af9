/** How attempts ended: with everything, for good without it, for a person to see to, or put off. */
export type Endings = Readonly<{ done: number; failed: number; manual: number; deferred: number }>

export const noEndings: Endings = { done: 0, failed: 0, manual: 0, deferred: 0 }

/** In the order in which they are drawn and told. */
export const endedOutcomes = ['done', 'manual', 'failed', 'deferred'] as const satisfies readonly (keyof Endings)[]

/** What part of the papers that came to an end has everything; null where none did. Put off is no end. */
export function successOf({ done, failed, manual }: Endings): number | null {
  const ended = done + failed + manual
  return ended === 0 ? null : done / ended
}

/** Attempts that ended, those that were put off included. */
export const totalOf = ({ done, failed, manual, deferred }: Endings): number => done + failed + manual + deferred

/** What success may be looked at by. */
export const groupings = ['host', 'journal', 'source', 'year'] as const
export type Grouping = (typeof groupings)[number]
