/** Never more than is known: `2020`, `2020-05` or `2020-05-17`; null where there is no year that may be one. */
export function partialDate(
  year: number | null | undefined,
  month?: number | null | undefined,
  day?: number | null | undefined,
): string | null {
  if (!year || !Number.isInteger(year) || year < 1400 || year > 2200) return null
  const parts = [String(year)]
  if (month && month >= 1 && month <= 12) parts.push(String(month).padStart(2, '0'))
  if (parts.length === 2 && day && day >= 1 && day <= 31) parts.push(String(day).padStart(2, '0'))
  return parts.join('-')
}

/** The date that an ISO text or another with slashes begins with; null where it begins with none. */
export function partialDateOf(text: string | null | undefined): string | null {
  const found = /^\s{0,3}(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?!\d)/.exec(text ?? '')
  return found ? partialDate(Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)) : null
}

/** A date with its year, as they are stored side by side. */
export const dated = (on: string | null): { published_on: string | null; published_year: number | null } => ({
  published_on: on,
  published_year: on === null ? null : Number(on.slice(0, 4)),
})
