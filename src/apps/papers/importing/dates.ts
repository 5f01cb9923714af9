/** Which part comes first in dates such as `03/04/2021`; null where the file does not tell. */
export type DateOrder = 'day-first' | 'month-first' | null

/** A date in the precision it was given (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`), or why there is none. */
export type DateReading =
  | { readonly value: string; readonly problem: null | 'date_ambiguous' }
  | { readonly value: null; readonly problem: 'date_invalid' | 'date_ambiguous' }

const EARLIEST_YEAR = 1500
const INVALID: DateReading = { value: null, problem: 'date_invalid' }

const YEAR_FIRST = /^(\d{4})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?(?:\/.{0,40})?)?)?(?:[T ]\d{1,2}:\d{2}.{0,30})?$/
/** What data frames make of a year. */
const WHOLE_NUMBER = /^\d{4}\.0$/
const DOTTED = /^(?:(\d{1,2})\.\s?)?(\d{1,2})\.\s?(\d{4})$/
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[T ]\d{1,2}:\d{2}.{0,20})?$/
const MONTH_YEAR = /^(\d{1,2})[/-](\d{4})$/
const DATE_PARTS = /^\[{0,2}\s?(\d{4})(?:\s?,\s?(\d{1,2}))?(?:\s?,\s?(\d{1,2}))?\s?\]{0,2}$/
const LONGEST = 80

/** Reads one date. `order` settles `03/04/2021`; `latestYear` is the last year that may be true. */
export function readDate(text: string, order: DateOrder, latestYear: number): DateReading {
  const numbers = YEAR_FIRST.exec(WHOLE_NUMBER.test(text) ? text.slice(0, 4) : text)
  if (numbers !== null) return checked(numbers[1], numbers[2], numbers[3], latestYear)
  if (text.length > LONGEST) return INVALID

  const slashed = SLASHED.exec(text)
  if (slashed !== null) return readSlashed(Number(slashed[1]), Number(slashed[2]), slashed[3], order, latestYear)
  return readOtherForm(text, latestYear)
}

/** What a date in the file tells about its order: `null` for most. Count these to know the order of the file. */
export function orderOf(text: string): DateOrder {
  const slashed = SLASHED.exec(text)
  if (slashed === null) return null
  if (Number(slashed[1]) > 12) return Number(slashed[2]) <= 12 ? 'day-first' : null
  return Number(slashed[2]) > 12 ? 'month-first' : null
}

/** True where only the order of the whole file can settle the date. */
export function needsOrder(text: string): boolean {
  const slashed = text.length <= LONGEST ? SLASHED.exec(text) : null
  return slashed !== null && slashed[1] !== slashed[2] && Number(slashed[1]) <= 12 && Number(slashed[2]) <= 12
}

function readSlashed(
  first: number,
  second: number,
  year: string | undefined,
  order: DateOrder,
  latestYear: number,
): DateReading {
  if (first > 12 || second > 12 || first === second) {
    const isDayFirst = first > 12
    return checked(year, isDayFirst ? second : first, isDayFirst ? first : second, latestYear)
  }
  if (order === null) return { value: null, problem: 'date_ambiguous' }
  const reading =
    order === 'day-first' ? checked(year, second, first, latestYear) : checked(year, first, second, latestYear)
  return reading.value === null ? reading : { value: reading.value, problem: 'date_ambiguous' }
}

function readOtherForm(text: string, latestYear: number): DateReading {
  const dotted = DOTTED.exec(text)
  if (dotted !== null) return checked(dotted[3], dotted[2], dotted[1], latestYear)
  const monthYear = MONTH_YEAR.exec(text)
  if (monthYear !== null) return checked(monthYear[2], monthYear[1], undefined, latestYear)
  const parts = DATE_PARTS.exec(text)
  return parts === null ? readWords(text, latestYear) : checked(parts[1], parts[2], parts[3], latestYear)
}

/** `17 September 2012`, `Sep 17, 2012`, `2012 Sep 17`, `SEP 2012`, `MAR-APR 2012`, `Winter 2012`. */
function readWords(text: string, latestYear: number): DateReading {
  let year: string | undefined
  let day: string | undefined
  const months: number[] = []
  let isSeason = false
  for (const word of text.toLowerCase().split(/[\s,.\-–/]+/)) {
    if (/^\d{4}$/.test(word) && year === undefined) year = word
    else if (/^\d{1,2}(?:st|nd|rd|th|er|º)?$/.test(word) && day === undefined) day = String(Number.parseInt(word, 10))
    else if (SEASONS.has(word)) isSeason = true
    else if (word !== '' && !['de', 'of', 'del', 'di', 'the'].includes(word)) {
      const month = monthOf(word)
      if (month === undefined) return INVALID
      months.push(month)
    }
  }
  if (months.length === 0 && !isSeason) return INVALID
  // A season or a pair of months names no single month, and none is invented.
  if (isSeason || months.length > 1) return checked(year, undefined, undefined, latestYear)
  return checked(year, months[0], day, latestYear)
}

function checked(
  yearText: string | undefined,
  month: string | number | undefined,
  day: string | number | undefined,
  latestYear: number,
): DateReading {
  const year = Number(yearText)
  if (!(year >= EARLIEST_YEAR && year <= latestYear)) return INVALID
  if (month === undefined || month === '') return day ? INVALID : { value: String(year), problem: null }
  const m = Number(month)
  if (m < 1 || m > 12) return INVALID
  if (day === undefined || day === '') return { value: `${year}-${twoDigits(m)}`, problem: null }
  const d = Number(day)
  return d >= 1 && d <= daysIn(year, m) ? { value: `${year}-${twoDigits(m)}-${twoDigits(d)}`, problem: null } : INVALID
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}

const SEASONS = new Set(
  'win winter spr spring sum summer aut fall autumn frühling frühjahr sommer herbst printemps été automne hiver primavera verano otoño invierno'.split(
    ' ',
  ),
)

/** In English, German, French, Spanish, Italian and Portuguese; three letters do where they are enough. */
const MONTHS: readonly (readonly string[])[] = [
  'jan january januar jänner janvier enero ene gennaio gen janeiro'.split(' '),
  'feb february februar février fév fevrier febrero febbraio fevereiro fev'.split(' '),
  'mar march märz mär maerz mars marzo março mrz'.split(' '),
  'apr april avril avr abril abr aprile'.split(' '),
  'may mai mayo maggio mag maio'.split(' '),
  'jun june juni juin junio giugno giu junho'.split(' '),
  'jul july juli juillet juil julio luglio lug julho'.split(' '),
  'aug august août aoû aout agosto ago'.split(' '),
  'sep sept september septembre septiembre settembre set setembro'.split(' '),
  'oct okt october oktober octobre octubre ottobre ott outubro out'.split(' '),
  'nov november novembre noviembre novembro'.split(' '),
  'dec dez december dezember décembre déc decembre diciembre dic dicembre dezembro'.split(' '),
]
const MONTH_NUMBERS = new Map(MONTHS.flatMap((names, at) => names.map((name) => [name, at + 1] as const)))

function monthOf(word: string): number | undefined {
  return MONTH_NUMBERS.get(word)
}
