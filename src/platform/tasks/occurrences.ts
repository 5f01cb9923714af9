import { Cron } from 'croner'

/**
 * When a cron expression (five fields) comes true in a zone for the first time after a moment; both UTC ISO. Undefined
 * where it never does again. On the day the clocks go forward a time that does not exist is kept at the first moment
 * after the gap; on the day they go back, a time that comes twice is kept once, but every hour is an hour of its own.
 *
 * @throws TypeError for what is no cron expression or no zone.
 */
export function nextOccurrence(cron: string, timezone: string, after: string): string | undefined {
  return parsed(cron, timezone).nextRun(new Date(after))?.toISOString()
}

/** The next few, for people to look at. */
export function nextOccurrences(cron: string, timezone: string, after: string, count: number): string[] {
  return parsed(cron, timezone)
    .nextRuns(count, new Date(after))
    .map((time) => time.toISOString())
}

const kept = new Map<string, Cron>()

function parsed(cron: string, timezone: string): Cron {
  const key = `${cron} ${timezone}`
  const known = kept.get(key)
  if (known) return known
  const expression = new Cron(cron, { timezone, mode: '5-part', paused: true })
  if (kept.size > 1_000) kept.clear()
  kept.set(key, expression)
  return expression
}
