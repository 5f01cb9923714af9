import { type Html, html } from './html.ts'
import type { Language } from './languages.ts'
import type { Page } from './page.ts'

type Style = 'minute' | 'second' | 'day' | 'clock'
type Voice = Pick<Page, 'language' | 'timezone'>

const styles: Readonly<Record<Style | 'whole', Intl.DateTimeFormatOptions>> = {
  minute: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  second: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  whole: { dateStyle: 'full', timeStyle: 'long' },
}

/**
 * A moment (UTC, ISO 8601) in the zone of the visitor, with the zone named: beside the time, and in full as its title.
 * Null shows as a dash.
 */
export function time(page: Voice, moment: string | null, style: Style = 'minute'): Html {
  const date = moment === null ? undefined : new Date(moment)
  if (date === undefined || Number.isNaN(date.getTime())) return html`<span class="none">–</span>`
  const text = formatter(page, style).format(date)
  const zone = style === 'minute' || style === 'second' ? html` <span class="zone">${zoneName(page, date)}</span>` : ''
  return html`<time datetime="${date.toISOString()}" title="${formatter(page, 'whole').format(date)}">${text}${zone}</time>`
}

/** How long ago, or how soon, in words; the moment itself is its title. */
export function ago(page: Voice & Pick<Page, 'now'>, moment: string | null): Html {
  if (moment === null) return html`<span class="none">–</span>`
  const seconds = (Date.parse(moment) - Date.parse(page.now)) / 1000
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const)
  const words = relative(page.language).format(Math.round(seconds / size), unit)
  return html`<time datetime="${moment}" title="${formatter(page, 'whole').format(new Date(moment))}">${words}</time>`
}

/** A length of time in its two largest units: `2 h 5 min`. */
export function duration(lengthMs: number): string {
  const seconds = Math.max(0, lengthMs) / 1000
  if (seconds < 1) return `${Math.round(lengthMs)} ms`
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's')
  if (whole < 86_400) return pair(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
  return pair(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h')
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`

/** A number with the separators of the language. */
export const number = (page: Voice, value: number, options?: Intl.NumberFormatOptions): string =>
  options ? new Intl.NumberFormat(page.language, options).format(value) : numberFormat(page.language).format(value)

/** A size in the units of storage makers, powers of 1,000. */
export function bytes(page: Voice, size: number): string {
  const power = size < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(size) / 3))
  const digits = power === 0 ? 0 : 1
  return `${number(page, size / 1000 ** power, { maximumFractionDigits: digits })} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`
}

const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

// Making a formatter costs more than a thousand uses of it, so each is made once.
const formatters = new Map<string, Intl.DateTimeFormat>()
const zoneFormatters = new Map<string, Intl.DateTimeFormat>()
const numbers = new Map<Language, Intl.NumberFormat>()
const relatives = new Map<Language, Intl.RelativeTimeFormat>()

function formatter({ language, timezone }: Voice, style: Style | 'whole'): Intl.DateTimeFormat {
  return once(formatters, `${language} ${timezone} ${style}`, () => {
    const hours = style === 'whole' ? {} : { hourCycle: 'h23' as const }
    return new Intl.DateTimeFormat(localeOf(language), { ...styles[style], ...hours, timeZone: timezone })
  })
}

/** `CET`, `GMT-3` … at that moment. */
function zoneName({ language, timezone }: Voice, date: Date): string {
  const format = once(zoneFormatters, `${language} ${timezone}`, () => {
    return new Intl.DateTimeFormat(localeOf(language), { timeZone: timezone, timeZoneName: 'short', year: 'numeric' })
  })
  return format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? timezone
}

const numberFormat = (language: Language): Intl.NumberFormat =>
  once(numbers, language, () => new Intl.NumberFormat(localeOf(language)))

const relative = (language: Language): Intl.RelativeTimeFormat =>
  once(relatives, language, () => new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }))

/** British English: day before month, as the rest of the world reads it. */
const localeOf = (language: Language): string => (language === 'en' ? 'en-GB' : language)

function once<Key, Value>(made: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = made.get(key)
  if (known !== undefined) return known
  const fresh = make()
  made.set(key, fresh)
  return fresh
}
