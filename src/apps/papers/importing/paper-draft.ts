import type { Identifier } from './identifiers.ts'
import { ISSUES, type IssueCode } from './issue-codes.ts'
import { clipped, detached } from './text.ts'
import type { PaperType } from './types.ts'

/** A paper as a row of a list describes it; names are those of the columns of `papers_papers`. */
export interface PaperDraft {
  readonly title: string | null
  /** The title with `i`, `b`, `sub`, `sup`; null where it has no markup. Sanitised. */
  readonly title_html: string | null
  /** Empty without a title. */
  readonly title_fingerprint: string
  readonly doi: string | null
  /** As received; null where the canonical form is the same. */
  readonly doi_raw: string | null
  readonly doi_state: 'none' | 'unchecked' | 'invalid'
  readonly issn: string | null
  readonly journal: string | null
  readonly publisher: string | null
  readonly type: PaperType
  /** As received; null where our word is the same. */
  readonly type_raw: string | null
  readonly language: string | null
  /** As received; null where the tag is the same. */
  readonly language_raw: string | null
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly published_on: string | null
  readonly published_year: number | null
  readonly volume: string | null
  readonly issue: string | null
  readonly pages: string | null
  readonly article_number: string | null
  readonly abstract: string | null
  /** JSON text of `Author[]`; null where the list names none. */
  readonly authors_json: string | null
  readonly alternative_id: string | null
  readonly retracted: boolean
  readonly oa_status: string | null
  readonly license: string | null
  readonly license_url: string | null
  readonly identifiers: readonly Identifier[]
  readonly tags: readonly string[]
  /** JSON text of an object: unmapped cells, and mapped ones that could not be read, by header. Null where there are none. */
  readonly extra_json: string | null
}

/** Something to tell about a row. */
export interface RowIssue {
  readonly code: IssueCode
  /** The header of the column; null where the whole row is meant. */
  readonly column: string | null
  /** At most 200 characters. */
  readonly value: string
  readonly message: string
}

/** What became of one row: a draft with warnings, or an error that leaves the row out. */
export type DraftRow =
  | {
      readonly kind: 'draft'
      readonly row: number
      readonly line: number
      readonly draft: PaperDraft
      readonly issues: readonly RowIssue[]
    }
  /** Errors stand before warnings. `raw` is the row as the file has it, up to 1 MiB. */
  | {
      readonly kind: 'error'
      readonly row: number
      readonly line: number
      readonly raw: string
      readonly issues: readonly RowIssue[]
    }

/** Up to a thousand rows, fewer where they are long. Rows count from 1 below the header, lines from 1 in the file. */
export interface DraftBatch {
  readonly rows: readonly DraftRow[]
  /** All rows so far, skipped ones included: what a checkpoint has to remember. */
  readonly rowsRead: number
  /** Of the stored file, packed or not. */
  readonly bytesRead: number
}

const LONGEST_VALUE = 200

/** An issue in the form it is stored. */
export function rowIssue(code: IssueCode, column: string | null, value: string): RowIssue {
  return { code, column, value: detached(clipped(value, LONGEST_VALUE)), message: ISSUES[code].sentence }
}
