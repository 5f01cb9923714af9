import type { z } from 'zod'
import type { FieldError } from '../errors.ts'
import type { Translate } from './languages.ts'

/** What a schema found, all of it at once, in words for the person who typed it. Values are never repeated. */
export function fieldErrors(error: z.ZodError, t: Translate): FieldError[] {
  return error.issues.slice(0, mostErrors).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField([...issue.path, key], t))
    return [{ path: pathText(issue.path), code: issue.code, message: sentence(issue, t) }]
  })
}

const mostErrors = 100

const unknownField = (path: readonly PropertyKey[], t: Translate): FieldError => ({
  path: pathText(path),
  code: 'unrecognized_keys',
  message: t('There is no such field.'),
})

const pathText = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, 200)

function sentence(issue: z.core.$ZodIssue, t: Translate): string {
  // A schema that says it in its own words knows better; zod's own words are for programmers.
  if (!/^(?:Invalid|Too small|Too big|Unrecognized)\b/.test(issue.message)) return t(issue.message)
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && /received undefined$/.test(issue.message)
        ? t('Please fill this in.')
        : t(kinds[issue.expected] ?? 'This cannot be read.')
    case 'too_small':
      return tooSmall(issue, t)
    case 'too_big':
      return tooBig(issue, t)
    case 'invalid_format':
      return t(formats[issue.format] ?? 'This is not written in the form that is expected.')
    case 'invalid_value':
      return t('Please choose one of what is offered.')
    case 'not_multiple_of':
      return t('This must be a multiple of {{step}}.', { step: String(issue.divisor) })
    default:
      return t('This cannot be read.')
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall, t: Translate): string {
  const count = Number(issue.minimum)
  if (issue.origin === 'string')
    return count <= 1 ? t('Please fill this in.') : t('At least {{count}} characters.', { count })
  if (issue.origin === 'array') return t('At least {{count}} of them.', { count })
  return issue.inclusive === false
    ? t('This must be more than {{limit}}.', { limit: count })
    : t('This must be at least {{limit}}.', { limit: count })
}

function tooBig(issue: z.core.$ZodIssueTooBig, t: Translate): string {
  const count = Number(issue.maximum)
  if (issue.origin === 'string') return t('At most {{count}} characters.', { count })
  if (issue.origin === 'array') return t('At most {{count}} of them.', { count })
  return issue.inclusive === false
    ? t('This must be less than {{limit}}.', { limit: count })
    : t('This must be at most {{limit}}.', { limit: count })
}

const kinds: Readonly<Record<string, string>> = {
  number: 'This must be a number.',
  int: 'This must be a whole number.',
  string: 'This must be text, given once.',
  boolean: 'This must be yes or no.',
  array: 'This must be a list.',
  object: 'This must be an object.',
}

const formats: Readonly<Record<string, string>> = {
  email: 'This is not an e-mail address.',
  url: 'This is not a web address.',
  datetime: 'This is not a date with a time.',
  date: 'This is not a date.',
  uuid: 'This is not an id.',
}
