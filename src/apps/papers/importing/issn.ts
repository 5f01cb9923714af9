/** What an ISSN cell holds: valid ones in the order given; `isBroken` where part of it is not an ISSN. */
export interface Issns {
  readonly valid: readonly string[]
  readonly isBroken: boolean
}

/**
 * Reads one or several ISSNs (`1549-1676`, `0028-0836,1476-4687`, `15491676 (ISSN)`, `3702693` where a spreadsheet
 * dropped the leading zero).
 */
export function readIssns(cell: string): Issns {
  const valid: string[] = []
  let isBroken = false
  for (const part of cell.split(/[,;|\s]+/)) {
    const word = part.replace(/^(?:e-?|p-?)?issn:?|\(.{0,20}\)$/gi, '')
    if (word === '' || /^\(.{0,20}\)$/.test(part) || /^(?:print|online|electronic):?$/i.test(word)) continue
    const issn = normaliseIssn(word)
    if (issn === null) isBroken = true
    else if (!valid.includes(issn)) valid.push(issn)
  }
  return { valid, isBroken }
}

/** `NNNN-NNNX`, or null where the check digit is wrong or the length is. Five to seven digits are padded with zeros. */
export function normaliseIssn(word: string): string | null {
  if (!/^[\dXx\-\u2010-\u2013]{5,14}$/.test(word)) return null
  const marks = word.replace(/[^\dXx]/g, '').toUpperCase()
  if (marks.length < 5 || marks.length > 8) return null
  const padded = marks.padStart(8, '0')
  if (!/^\d{7}[\dX]$/.test(padded) || padded === '00000000') return null
  return checkMark(padded) === padded[7] ? `${padded.slice(0, 4)}-${padded.slice(4)}` : null
}

/** @see ISO 3297: (11 − Σ (8 − i) · dᵢ mod 11) mod 11 over i = 0 … 6, where 10 is written X */
function checkMark(digits: string): string {
  let sum = 0
  for (let at = 0; at < 7; at++) sum += (8 - at) * (digits.charCodeAt(at) - 48)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? 'X' : String(check)
}
