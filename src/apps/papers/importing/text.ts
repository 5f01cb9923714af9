const PLACEHOLDERS = new Set(['\\N', 'NULL', 'NA', 'N/A', 'NAN', '-', '#N/A', '#NAME?', '#VALUE!', '#REF!'])
const LONGEST_PLACEHOLDER = 7

/**
 * A cell as a person would read it: blanks at both ends gone, no-break space as space, control characters removed
 * (line breaks and tabs become spaces), Unicode in composed form. Printable ASCII comes back as it is.
 */
export function cleanCell(raw: string): string {
  const trimmed = raw.trim()
  return isPlain(trimmed) ? trimmed : cleanSlowly(trimmed)
}

/** True for what programs write where a value is missing: `NULL`, `NA`, `n/a`, `nan`, `\N`, `-` and spreadsheet errors. */
export function isPlaceholder(cell: string): boolean {
  return cell.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.has(cell.toUpperCase())
}

/** Holds what no text holds when its encoding was right: U+FFFD, or control characters that only stray bytes become. */
export function isBrokenText(text: string): boolean {
  return /[\u0080-\u0084\u0086-\u009f\ufffd]/.test(text)
}

/** The text with every run of white space as one space. */
export function collapseSpaces(text: string): string {
  return text.includes('  ') ? text.replace(/ {2,}/g, ' ') : text
}

/**
 * A copy that shares no memory. V8 keeps the whole text alive that a slice was cut from, so what a cache or an issue
 * holds for long must be copied, or a name of ten letters keeps a quarter of a megabyte.
 */
export function detached(text: string): string {
  return text === '' ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}

/** At most `length` UTF-16 units, never half of a surrogate pair. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e) return false
  }
  return true
}

function cleanSlowly(text: string): string {
  return (
    text
      .replace(/[\t\n\v\f\r\u0085\u00a0\u2028\u2029]/g, ' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
      .replace(/[\u0000-\u001f\u007f-\u009f\ufeff]/g, '')
      .normalize('NFC')
      .trim()
  )
}
