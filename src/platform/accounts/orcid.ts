/** As people paste it, with the address before it or without hyphens, in the form in which it is kept. */
export function readOrcid(text: string): string {
  const digits = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:www\.)?orcid\.org\//i, '')
    .replaceAll(/[\s-]/g, '')
    .toUpperCase()
  return digits.length === 16 ? (digits.match(/.{4}/g) ?? []).join('-') : text.trim()
}

/**
 * Whether the last digit fits the others, which finds every single mistyped one.
 *
 * @see ISO 7064, MOD 11-2, as https://support.orcid.org describes it
 */
export function isOrcid(text: string): boolean {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text)) return false
  const digits = text.replaceAll('-', '')
  let total = 0
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2
  const check = (12 - (total % 11)) % 11
  return digits[15] === (check === 10 ? 'X' : String(check))
}
