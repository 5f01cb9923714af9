import { citationsOf } from './citing.ts'
import { methodsText } from './methods.ts'
import type { Provenance } from './record.ts'

/** What somebody takes along from a run: words for a paper, and how to do the same again. */
export type Ways = Readonly<{
  methods: string
  citations: readonly string[]
  /** Null where no command line does it. */
  command: string | null
  apiCall: string | null
}>

export const waysOf = (record: Provenance, again: Pick<Ways, 'command' | 'apiCall'>): Ways => ({
  methods: methodsText(record),
  citations: citationsOf(record),
  ...again,
})
