const longestMs = 30 * 24 * 60 * 60_000

/**
 * How long a `Retry-After` header asks to wait: seconds, or a date (RFC 9110, 10.2.3). Undefined where it says neither;
 * a date that has passed is no wait, and nobody is waited for longer than thirty days.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1_000, longestMs)

  // Only what begins with a day of the week: Date.parse would read much else as a date.
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestMs)
}
