import { armed } from '../../../platform/csv.ts'
import { FIELDS, type Field } from './fields.ts'
import type { IssueCode } from './issue-codes.ts'
import { type RowIssue, rowIssue } from './paper-draft.ts'
import { preferenceOf, presetNamed } from './presets/recognising.ts'
import type { ReadPlan } from './read-plan.ts'
import type { TextRecord } from './records.ts'
import { cleanCell, clipped, isPlaceholder } from './text.ts'

/** The column by which an export of the house is known. */
export const ownIdColumn = 'lyceum_id'

/** Characters of a value that stands on one line. */
export const LONGEST_LINE = 1_000

const NO_ISSUES: readonly RowIssue[] = []

/** The cells of one row after another by the fields that they feed, and what there is to say about them. */
export class RowCells {
  /** As the file has them. */
  raw: readonly string[] = []
  /** The columns that feed each field, in the order in which they are asked. */
  readonly columns: Readonly<Record<Field, readonly number[]>>
  readonly #headers: readonly string[]
  readonly #unmapped: readonly number[]
  /** A list that left this house, where what a spreadsheet would run was disarmed. */
  readonly #isOwn: boolean
  #issues: RowIssue[] | null = null
  /** Columns that feed a field and could not be read: kept as given. */
  #unread: number[] | null = null

  constructor(plan: ReadPlan) {
    this.columns = columnsByField(plan)
    this.#headers = plan.headers
    this.#unmapped = plan.fields.flatMap((field, column) => (field === null ? [column] : []))
    this.#isOwn = plan.headers.includes(ownIdColumn)
  }

  start(record: TextRecord): void {
    this.raw = record.cells
    this.#issues = null
    this.#unread = null
  }

  get issues(): readonly RowIssue[] {
    return this.#issues ?? NO_ISSUES
  }

  /** The first cell with something in it among those that feed a field. */
  value(field: Field): string {
    for (const column of this.columns[field]) {
      const cell = this.cell(column)
      if (cell !== '') return cell
    }
    return ''
  }

  /** The same, shortened with a warning where it is too long; null where there is none. */
  text(field: Field, longest: number = LONGEST_LINE): string | null {
    const value = this.value(field)
    if (value === '') return null
    if (value.length <= longest) return value
    this.warnOf('value_truncated', field)
    return clipped(value, longest)
  }

  /** Empty where nothing or a placeholder such as "n/a" stands. */
  cell(column: number): string {
    const raw = this.raw[column]
    if (raw === undefined || raw === '') return ''
    const cell = this.clean(raw)
    return isPlaceholder(cell) ? '' : cell
  }

  clean(raw: string): string {
    const cell = cleanCell(raw)
    return this.#isOwn ? armed(cell) : cell
  }

  /** Keeps the cell as given, since not all of it could be read. */
  keep(column: number): void {
    this.#unread ??= []
    this.#unread.push(column)
  }

  keepFirst(field: Field): void {
    const column = this.#firstOf(field)
    if (column !== undefined) this.keep(column)
  }

  /** JSON text of the unmapped cells and the kept ones by header; null where there are none. */
  extra(): string | null {
    let extra: Record<string, string> | null = null
    for (const columns of this.#unread === null ? [this.#unmapped] : [this.#unmapped, this.#unread]) {
      for (const column of columns) {
        const header = this.#headers[column]
        const cell = this.raw[column]
        if (header === undefined || cell === undefined || cell === '') continue
        const value = this.clean(cell)
        if (value === '') continue
        // Headers such as __proto__ are names like any other in an object without prototype.
        extra ??= Object.create(null) as Record<string, string>
        extra[header] = value
      }
    }
    return extra === null ? null : JSON.stringify(extra)
  }

  warn(code: IssueCode, column: number | null, value: string): void {
    this.#issues ??= []
    this.#issues.push(this.issue(code, column, value))
  }

  warnOf(code: IssueCode, field: Field): void {
    const column = this.#firstOf(field)
    this.warn(code, column ?? null, column === undefined ? '' : (this.raw[column] ?? ''))
  }

  /** The column is null where the whole row is meant. */
  issue(code: IssueCode, column: number | null, value: string): RowIssue {
    return rowIssue(code, column === null ? null : (this.#headers[column] ?? null), value)
  }

  #firstOf(field: Field): number | undefined {
    return this.columns[field].find((column) => this.cell(column) !== '')
  }
}

function columnsByField(plan: ReadPlan): Readonly<Record<Field, readonly number[]>> {
  const preset = presetNamed(plan.preset)
  const columns = Object.fromEntries(FIELDS.map((field) => [field, []])) as unknown as Record<Field, number[]>
  plan.fields.forEach((field, column) => {
    if (field !== null) columns[field].push(column)
  })
  const rank = (column: number): number => preferenceOf(preset, plan.headers[column] ?? '')
  for (const list of Object.values(columns)) list.sort((a, b) => rank(a) - rank(b) || a - b)
  return columns
}
