import type { Author } from './importing/authors.ts'

/** The authors of a paper, as an import has read them. */
export const authorsOf = (json: string | null): Author[] => (json === null ? [] : (JSON.parse(json) as Author[]))

/** `Doe, Jane; Roe, Richard`, as an import reads names; empty where there are none. */
export const authorsText = (json: string | null): string =>
  authorsOf(json)
    .map(({ family, given, literal }) => literal ?? [family, given].filter(Boolean).join(', '))
    .join('; ')

/** `Jane Doe`, as people write names. */
export const authorNames = (json: string | null): string[] =>
  authorsOf(json).map(({ family, given, literal }) => literal ?? [given, family].filter(Boolean).join(' '))
