import type { FailureCode } from '../failure-codes.ts'

/** One thing that was done for a paper, for its page. */
export type Step = Readonly<{
  at: string
  what: 'identify' | 'details' | 'full-text'
  source: string
  result: 'ok' | 'nothing' | FailureCode
  sentence: string
  /** The address asked, without its query. */
  url?: string
  status?: number | undefined
}>

const goneForMs = 30 * 24 * 60 * 60_000

/** Addresses that were gone (404, 410) within the last thirty days: they are not asked again. */
export function goneAddresses(attempts: readonly { steps_json: string | null }[], now: string): Set<string> {
  const since = new Date(Date.parse(now) - goneForMs).toISOString()
  const steps = attempts.flatMap(({ steps_json }) => (steps_json ? (JSON.parse(steps_json) as Step[]) : []))
  const gone = steps.filter(({ at, status }) => at >= since && (status === 404 || status === 410))
  return new Set(gone.flatMap(({ url }) => url ?? []))
}

/** What may be kept of an address: queries can hold keys. */
export function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return ''
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
