/** Days of the calendar are `YYYY-MM-DD`, in UT; they compare as texts. */
export type Day = string

const dayMs = 24 * 60 * 60 * 1_000

export const dayOf = (instant: string): Day => instant.slice(0, 10)

export const plusDays = (day: Day, days: number): Day => dayOf(new Date(Date.parse(day) + days * dayMs).toISOString())

/** From the first to the second; negative where it is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Day): number => ((new Date(day).getUTCDay() + 6) % 7) + 1

/** The first Sunday that is not before. */
export const sundayFrom = (day: Day): Day => plusDays(day, 7 - weekdayOf(day))

/** Whether the text is a day that exists: no 30 February. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(text)
  return !Number.isNaN(time) && dayOf(new Date(time).toISOString()) === text
}
