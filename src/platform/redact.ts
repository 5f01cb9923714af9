const secretName = /pass(word|phrase)?$|secret|token$|authorization|cookie|api[-_]?key|private[-_]?key|credential/i
const passwordInAddress = /(\b[a-z][a-z\d+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi
const bearer = /\b(bearer|basic) [\w.~+/=-]{8,}/gi
const ownToken = /\blyc_[\w-]{8,}/g
const mask = '••••••'

/**
 * A copy of a JSON value that may be shown to strangers: values under secret names, passwords in addresses, tokens and
 * the given secrets are masked.
 */
export function redact(value: unknown, secrets: readonly string[] = []): unknown {
  if (typeof value === 'string') return redactText(value, secrets)
  if (Array.isArray(value)) return value.map((item) => redact(item, secrets))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecret(name, item) ? mask : redact(item, secrets)]),
  )
}

/** The same for one text. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let safe = text
  for (const secret of secrets) if (secret.length >= 8) safe = safe.replaceAll(secret, mask)
  return safe.replace(passwordInAddress, `$1${mask}@`).replace(bearer, `$1 ${mask}`).replace(ownToken, mask)
}

/** A flag or a missing value is no secret, whatever its name. */
const isSecret = (name: string, value: unknown): boolean =>
  secretName.test(name) && value !== null && value !== undefined && typeof value !== 'boolean'
