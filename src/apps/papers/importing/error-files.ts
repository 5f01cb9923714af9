import { csvLine } from '../../../platform/csv.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { listIssuesOfRows, nextRowWithIssue } from '../queries/imports.ts'
import type { ImportIssueRow, ImportRow } from '../tables.ts'
import type { Form } from './forms/form.ts'
import { formNamed } from './forms/forms.ts'
import { meaningOf } from './import-issues.ts'
import { readPlanOf } from './stored-plan.ts'
import { MOST_ISSUES } from './writing-batches.ts'

/** Spreadsheet programs take a file for UTF-8 only if it begins with this. */
const byteOrderMark = '\ufeff'
const rowsAtOnce = 500

/**
 * All that an import has to say about its rows, as CSV, piece by piece.
 *
 * @param linkOf the address of a paper's page
 */
export async function* issueFile(db: Db, list: ImportRow, linkOf: (paperId: string) => string): AsyncGenerator<string> {
  yield byteOrderMark +
    csvLine(['row', 'line', 'severity', 'code', 'column', 'value', 'message', 'action taken', 'paper'])
  for await (const issues of piecesOf(db, list.id)) yield issues.map((issue) => issueLine(issue, linkOf)).join('')
  const untold = list.issues - MOST_ISSUES
  if (untold > 0) yield csvLine([null, null, 'info', 'more', null, null, `${untold} more are counted and not listed.`])
}

/** How the name of such a file ends: that of the list it is to be uploaded as. */
export function rejectedEnding(list: ImportRow): string {
  const { form } = readPlanOf(list)
  return `rejected${form === undefined ? '.csv' : formNamed(form).extension}`
}

/**
 * The rows that were left out, as they stand in the list, with what is wrong with each in a column before the first:
 * correct them, and upload this file. Written in UTF-8 whatever the list was written in.
 */
export async function* rejectedRowsFile(db: Db, list: ImportRow): AsyncGenerator<string> {
  const { form, dialect, headers } = readPlanOf(list)
  if (form !== undefined) {
    yield* rejectedRecordsFile(db, list, formNamed(form))
    return
  }
  const cell = (text: string): string => (dialect.quote === null ? plain(text) : quoted(text, dialect.delimiter))
  yield `${byteOrderMark}${['error', ...headers].map(cell).join(dialect.delimiter)}\r\n`
  for await (const { original, reasons } of rejectedRows(db, list.id))
    yield `${cell(reasons)}${dialect.delimiter}${original}\r\n`
}

/** In the form of the list, what is wrong with a record before it where the form has room for words. */
async function* rejectedRecordsFile(db: Db, list: ImportRow, { head, comment }: Form): AsyncGenerator<string> {
  yield byteOrderMark + (head ?? '')
  for await (const { original, reasons } of rejectedRows(db, list.id))
    yield `${comment ? `${comment(plain(reasons))}\n` : ''}${original}\n\n`
}

async function* rejectedRows(db: Db, importId: string): AsyncGenerator<{ original: string; reasons: string }> {
  for await (const issues of piecesOf(db, importId, 'error')) {
    for (const [, ofRow] of Map.groupBy(issues, ({ row_number }) => row_number)) {
      const original = ofRow.find((issue) => issue.original !== null)?.original
      const reasons = ofRow.filter(({ severity }) => severity === 'error').map(({ message }) => message)
      if (original !== null && original !== undefined) yield { original, reasons: reasons.join(' ') }
    }
  }
}

function issueLine(issue: ImportIssueRow, linkOf: (paperId: string) => string): string {
  const { row_number, line_number, severity, code, column_name, value, message, paper_id } = issue
  const remedy = meaningOf(code)?.remedy ?? ''
  return csvLine([
    row_number,
    line_number,
    severity,
    code,
    column_name,
    value,
    message,
    remedy,
    paper_id === null ? null : linkOf(paper_id),
  ])
}

/** Row by row, a few hundred rows at once; rows about which nothing is stored are jumped over. */
async function* piecesOf(
  db: Db,
  importId: string,
  severity?: ImportIssueRow['severity'],
): AsyncGenerator<readonly ImportIssueRow[]> {
  for (let next = 0; ; ) {
    const from = await nextRowWithIssue(db, importId, next, severity)
    if (from === undefined) return
    next = from + rowsAtOnce
    yield await listIssuesOfRows(db, importId, from, next - 1)
  }
}

const plain = (text: string): string => text.replace(/[\t\r\n]+/g, ' ')

const quoted = (text: string, delimiter: string): string =>
  /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text
