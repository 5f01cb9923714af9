/** One name of the list of authors; a collaboration, or a name that cannot be split safely, is `literal`. */
export interface Author {
  readonly family?: string
  readonly given?: string
  readonly literal?: string
  readonly orcid?: string
}

const NONE = /^\[?no author (?:name|id) available\]?$/i
const COLLECTIVE =
  /\b(?:collaborations?|consortium|group|team|network|society|committee|investigators|association|project|initiative|organi[sz]ation|institute|university)\b/i
const MOST = 5_000

/** Reads a list of names, in any of the forms that exports use; empty where the cell says there are none. */
export function readAuthors(cell: string): Author[] {
  return namesIn(cell).slice(0, MOST).map(readName)
}

/** Collaborations as they are listed in a column of their own. */
export function readCollaborations(cell: string): Author[] {
  return cell
    .split(/\s?[;|]\s?/)
    .filter((name) => name !== '')
    .slice(0, MOST)
    .map((literal) => ({ literal }))
}

function namesIn(cell: string): string[] {
  const names = /[;|]/.test(cell) ? cell.split(/[;|]/) : splitByCommas(cell)
  return names.map((name) => name.trim()).filter((name) => name !== '' && !NONE.test(name))
}

/** `Doe J, Roe RA.` is two people, `Doe, Jane` is one. */
function splitByCommas(cell: string): string[] {
  const parts = cell.replace(/\.$/, '').split(', ')
  if (parts.length > 1 && parts.every((part) => /^\S.*\s\p{Lu}{1,4}$/u.test(part) || COLLECTIVE.test(part)))
    return parts
  return parts.length > 2 && parts.every((part) => /\S\s\S/.test(part)) ? parts : [cell]
}

function readName(name: string): Author {
  const bare = name.replace(/\s?\(\d{5,15}\)$/, '')
  if (COLLECTIVE.test(bare)) return { literal: bare }

  const comma = bare.indexOf(',')
  if (comma > 0) return { family: bare.slice(0, comma).trim(), given: bare.slice(comma + 1).trim() }

  const initials = /^(\S.*)\s(\p{Lu}{1,4}|(?:\p{Lu}\.-?){1,4})$/u.exec(bare)
  if (initials?.[1] !== undefined) return { family: initials[1], given: initials[2] ?? '' }
  return { literal: bare }
}
