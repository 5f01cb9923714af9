import { ISSUES, type IssueMeaning } from './issue-codes.ts'

/** What an import has to say beyond what reading a row can tell: how the row stands to papers that are there. */
const AGAINST_THE_HOUSE = {
  duplicate_deleted: {
    severity: 'info',
    sentence: 'The paper is in the house already, among the deleted ones.',
    remedy: 'It stays deleted. Restore it if it is wanted again.',
  },
  identifier_shared: {
    severity: 'warning',
    sentence: 'Another paper with a different DOI has the same identifier.',
    remedy: 'Both papers were kept. Look whether one of the two DOIs is wrong.',
  },
} as const satisfies Record<string, IssueMeaning>

export const IMPORT_ISSUES = { ...ISSUES, ...AGAINST_THE_HOUSE } as const satisfies Record<string, IssueMeaning>

export type ImportIssueCode = keyof typeof IMPORT_ISSUES

/** What a code means; undefined for one that this version does not know. */
export function meaningOf(code: string): IssueMeaning | undefined {
  return Object.hasOwn(IMPORT_ISSUES, code) ? IMPORT_ISSUES[code as ImportIssueCode] : undefined
}
