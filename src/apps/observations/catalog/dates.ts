/** Dates of the catalog and of forms. All are UT. Inside they are `YYYY-MM-DDTHH:MM:SSZ`. */
export const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

type Parts = Readonly<Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'half', string>>>

const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.]\d+)?)?`
const patterns = [
  new RegExp(
    String.raw`^(?<month>[a-z]{3})\s+(?<day>\d{1,2})\s+(?<year>\d{4})\s+${clock}(?::\d{3})?\s*(?<half>[ap]m)?$`,
    'i',
  ),
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:T|\s+)${clock}Z?$`, 'i'),
  new RegExp(String.raw`^(?<month>\d{2}):(?<day>\d{2}):(?<year>\d{4}):${clock}$`),
]

/** The time that a text in one of the accepted forms means; undefined for every other text and for days that are none. */
export function readDate(text: string): string | undefined {
  const plain = text.trim().replaceAll('::', ':')
  for (const pattern of patterns) {
    const parts: Parts | undefined = pattern.exec(plain)?.groups
    if (parts) return dateOf(parts)
  }
  return undefined
}

/** As forms show it: `Jun 05 2014 00:22`. */
export const formDate = (iso: string): string =>
  `${monthOf(iso)} ${iso.slice(8, 10)} ${iso.slice(0, 4)} ${iso.slice(11, 16)}`

/** As the catalog writes planned dates: `Jun 05 2014 12:22AM`. */
export function catalogDate(iso: string): string {
  const hour = Number(iso.slice(11, 13))
  const shown = String(hour % 12 || 12).padStart(2, '0')
  return `${monthOf(iso)} ${iso.slice(8, 10)} ${iso.slice(0, 4)} ${shown}:${iso.slice(14, 16)}${hour < 12 ? 'AM' : 'PM'}`
}

/** From our own form, or from that of the platform's clock, to the whole second. */
export const secondOf = (iso: string): string => `${iso.slice(0, 19)}Z`

const monthOf = (iso: string): string => months[Number(iso.slice(5, 7)) - 1] ?? '???'

function dateOf(parts: Parts): string | undefined {
  const { year = '', month = '', day = '', hour = '', minute = '', second = '00', half } = parts
  const monthNumber = /^\d/.test(month) ? Number(month) : months.findIndex((name) => isSameWord(name, month)) + 1
  const hourNumber = half ? hourOfHalf(Number(hour), half) : Number(hour)
  if (monthNumber < 1 || hourNumber === undefined) return undefined

  const numbers = [Number(year), monthNumber - 1, Number(day), hourNumber, Number(minute), Number(second)] as const
  const date = new Date(Date.UTC(...numbers))
  const isCalendarDay = date.getUTCMonth() === numbers[1] && date.getUTCDate() === numbers[2]
  const isClockTime = hourNumber < 24 && numbers[4] < 60 && numbers[5] < 60 && numbers[0] >= 1000
  return isCalendarDay && isClockTime ? secondOf(date.toISOString()) : undefined
}

/** 12AM is midnight and 12PM noon; 0AM and 13PM are nothing. */
function hourOfHalf(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (isSameWord(half, 'pm') ? 12 : 0)
}

const isSameWord = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
