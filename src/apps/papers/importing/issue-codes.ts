export type Severity = 'error' | 'warning' | 'info'

/** What an issue code means, in the words that people read. */
export interface IssueMeaning {
  readonly severity: Severity
  readonly sentence: string
  /** What was done about it, and what the person can do. */
  readonly remedy: string
}

const error = (sentence: string, remedy: string): IssueMeaning => ({ severity: 'error', sentence, remedy })
const warning = (sentence: string, remedy: string): IssueMeaning => ({ severity: 'warning', sentence, remedy })
const info = (sentence: string, remedy: string): IssueMeaning => ({ severity: 'info', sentence, remedy })

const CORRECT_AND_REPEAT = 'The row was left out. Correct it in the file of rejected rows and upload that file.'

/** Every code that reading a list can give to a row. */
export const ISSUES = {
  row_without_identity: error('The row has neither a title nor an identifier.', CORRECT_AND_REPEAT),
  doi_invalid: error('The text in the DOI column is not a DOI.', CORRECT_AND_REPEAT),
  column_count: error('The row has more cells than the header has columns.', CORRECT_AND_REPEAT),
  row_too_long: error('The row is longer than 1 MiB.', 'The row was left out. Shorten its longest cell.'),
  encoding_broken: error(
    'The row holds bytes that are no text in the encoding of the file.',
    'The row was left out. Choose another encoding, or save the list as UTF-8.',
  ),
  csv_syntax: error(
    'A quotation mark opens a cell and is not closed.',
    'The line was left out, and reading went on with the next one. Close the quotation mark.',
  ),
  ris_syntax: error('The record has no beginning: its first line is missing.', CORRECT_AND_REPEAT),
  bibtex_syntax: error(
    'The entry does not follow the BibTeX format: a brace or a quotation mark is missing, say.',
    CORRECT_AND_REPEAT,
  ),
  json_syntax: error('The record is not valid JSON.', CORRECT_AND_REPEAT),
  no_identifier: warning(
    'The row has a title and no identifier.',
    'The paper was taken; it will have to be found by its title.',
  ),
  title_missing: warning(
    'The row has an identifier and no title.',
    'The paper was taken; its title will be looked up.',
  ),
  multiple_dois: warning('The DOI cell holds several DOIs.', 'The first one was taken.'),
  doi_from_url: warning(
    'The DOI was found in the address of a page.',
    'It was taken and will be checked with its registry.',
  ),
  doi_dash_replaced: warning('The DOI held typographic dashes.', 'They were replaced by hyphens.'),
  trailing_slash: warning('The DOI ended with a slash.', 'The slash was dropped.'),
  short_doi: warning(
    'The cell holds a short DOI.',
    'It was kept as given; the full DOI will be looked up if that is allowed.',
  ),
  issn_invalid: warning('The check digit of an ISSN is wrong.', 'The ISSN was not used; the cell was kept as given.'),
  date_invalid: warning(
    'The date cannot be read, or is no day of the calendar.',
    'The date was left empty; the cell was kept as given.',
  ),
  date_ambiguous: warning(
    'Day and month of the date cannot be told apart.',
    'It was read in the order that most dates of the file have, or left empty where none tells.',
  ),
  type_unknown: warning('The type of the paper is not known here.', 'The word was kept, and the type is "other".'),
  language_unknown: warning('The language is not known here.', 'The word was kept, and the language is empty.'),
  tag_invalid: warning(
    'A word in the column of tags cannot be a tag.',
    'The paper got the other ones; the cell was kept as given.',
  ),
  column_count_short: warning(
    'The row has fewer cells than the header has columns.',
    'The missing cells count as empty.',
  ),
  quote_stray: warning('A quotation mark stands where none belongs.', 'It was kept as part of the text.'),
  value_truncated: warning('A value is longer than its field allows.', 'It was cut at the limit.'),
  duplicate_in_file: info('The paper stands in an earlier row too.', 'The earlier row was taken.'),
  duplicate_existing: info(
    'The paper is already in the house.',
    'What happened to it follows the rule chosen for duplicates.',
  ),
} as const satisfies Record<string, IssueMeaning>

export type IssueCode = keyof typeof ISSUES
