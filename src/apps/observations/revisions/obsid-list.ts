import { UserError } from '../../../platform/errors.ts'

/** A slip such as `1-99999` must not ask the catalog that often. */
const mostObsids = 500
const largestObsid = 99_999_999

/**
 * Obsids out of a text: single ones and inclusive ranges `a - b`, between commas, colons, semicolons and blanks. Each once,
 * ascending.
 *
 * @throws UserError `observations.obsid-list`, which names the part that is none.
 */
export function readObsidList(text: string, path = 'obsids'): readonly number[] {
  const parts = text
    .trim()
    .replaceAll(/\s*-\s*/g, '-')
    .split(/[\s,:;]+/)
    .filter((part) => part !== '')
  const found = new Set<number>()
  for (const part of parts) for (const obsid of expand(part, path, found.size)) found.add(obsid)
  if (found.size > mostObsids) throw tooMany(path)
  return [...found].sort((a, b) => a - b)
}

function expand(part: string, path: string, already: number): readonly number[] {
  const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part) ?? []
  const from = Number(first)
  const to = last === undefined ? from : Number(last)
  if (first === undefined || from < 1 || to < from || to > largestObsid) throw refused(path, part)
  if (to - from >= mostObsids || already > mostObsids) throw tooMany(path)
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

const refused = (path: string, part: string): UserError =>
  invalid(path, `“${part.slice(0, 40)}” is neither an obsid nor a range such as 12345-12349.`)

const tooMany = (path: string): UserError => invalid(path, `These are more than ${mostObsids} obsids.`)

const invalid = (path: string, message: string): UserError =>
  new UserError('invalid', 'observations.obsid-list', message, {
    fields: [{ path, code: 'observations.obsid-list', message }],
  })
