import type { Author } from '../importing/authors.ts'
import { normaliseIssn } from '../importing/issn.ts'

const mostAuthors = 5_000

/** A name as a source gives it; absent parts may be null or empty. */
export type GivenName = Readonly<{
  family?: string | null | undefined
  given?: string | null | undefined
  /** The whole name, where it is not taken apart. */
  whole?: string | null | undefined
  orcid?: string | null | undefined
}>

/** Names as they are stored; null where there are none. */
export function authorsJson(names: readonly GivenName[]): string | null {
  const authors = names.slice(0, mostAuthors).flatMap(({ family, given, whole, orcid: address }): Author[] => {
    const orcid = /\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.exec(address ?? '')?.[0]
    if (family) return [{ family, ...(given && { given }), ...(orcid && { orcid }) }]
    const literal = whole || given
    return literal ? [{ literal, ...(orcid && { orcid }) }] : []
  })
  return authors.length > 0 ? JSON.stringify(authors) : null
}

/** Valid ISSNs, each once. */
export const issnsIn = (words: readonly (string | null | undefined)[]): string[] => [
  ...new Set(words.flatMap((word) => normaliseIssn(word ?? '') ?? [])),
]

/** The first text that leaves something behind when it is read. */
export function firstText(
  texts: readonly (string | null | undefined)[] | null | undefined,
  read: (text: string) => string | null,
): string | null {
  for (const text of texts ?? []) {
    const plain = text ? read(text) : null
    if (plain) return plain
  }
  return null
}
