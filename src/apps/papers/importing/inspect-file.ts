import { UserError } from '../../../platform/errors.ts'
import { type BytesTaken, readBytes } from './bytes.ts'
import { type Container, sniffContainer } from './container.ts'
import { type Delimiter, detectDialect, isSeparatorLine, sampleRecords } from './dialect.ts'
import { normaliseDoi } from './doi.ts'
import { decodeText, detectEncoding, type Encoding, type EncodingReading } from './encoding.ts'
import type { Field } from './fields.ts'
import type { Form, FormName, NamedRecord } from './forms/form.ts'
import { formOf, headersOf, spread } from './forms/forms.ts'
import { uniqueHeaders } from './headers.ts'
import type { Preset } from './presets/preset.ts'
import { countKnownNames, mappingOf, presetNamed, recognisePreset } from './presets/recognising.ts'
import type { ReadPlan } from './read-plan.ts'
import type { Dialect, TextRecord } from './records.ts'

/** What a person may decide otherwise than the file suggests. */
export interface InspectionChoices {
  /** The name the file was uploaded under; the path may be one of our own. */
  readonly fileName?: string
  readonly encoding?: Encoding
  readonly delimiter?: Delimiter
  readonly preset?: string
  /** Pairs of header and field; null keeps a column unmapped. Headers not named stay as suggested. */
  readonly mapping?: Iterable<readonly [header: string, field: Field | null]>
  /** Default `reject`. */
  readonly invalidDoi?: 'reject' | 'import'
  /** The current year by the clock of the house. */
  readonly thisYear?: number
}

/** What a list is, as far as its bytes tell, and how it will be read. */
export interface Inspection {
  readonly format: 'csv' | FormName
  readonly preset: string
  readonly encoding: Encoding
  readonly hasBom: boolean
  /** Lines beyond ASCII in the chosen encoding, for a person to judge; empty where the encoding is certain. */
  readonly encodingSamples: readonly string[]
  readonly delimiter: string
  readonly quoting: 'double' | 'backslash' | 'none'
  /** Which record is the header, from 1; null where none was found. */
  readonly headerRow: number | null
  readonly headers: readonly string[]
  readonly mapping: ReadonlyMap<string, Field>
  /** Text above the header. */
  readonly notes: readonly string[]
  /** The first rows below the header. */
  readonly samples: readonly (readonly string[])[]
  /** Sentences that say what was assumed. */
  readonly assumptions: readonly string[]
  readonly plan: ReadPlan
}

const SAMPLE_UNITS = 1024 * 1024
const HEADER_SEARCH = 10
const SAMPLE_ROWS = 20
/** Names of the first records of another form become columns. */
const FORM_RECORDS = 200

/**
 * Finds out how a list is to be read. Reads the whole file once, to be sure of its encoding.
 *
 * @throws UserError `papers.file-…` where it is no list in text form
 */
export async function inspectFile(path: string, choices: InspectionChoices = {}): Promise<Inspection> {
  const container = await sniffContainer(path, choices.fileName)
  const bytes = await detectEncoding(readBytes(path, container, { bytes: 0 }))
  const encoding = choices.encoding ?? bytes.encoding
  const sample = await readSample(path, container, encoding)
  const form = formOf(sample.text)
  const table = form ? await tableOf(form, sample) : findTable(suggestedDialect(sample, choices), sample, choices)
  const mapping = mappedBy(table, choices)
  const plan: ReadPlan = {
    container,
    encoding,
    isUnproven: encoding !== 'utf-8' || bytes.firstBadLine !== null,
    ...(form && { form: form.name }),
    dialect: table.dialect,
    recordsBefore: table.recordsBefore,
    preset: table.preset.name,
    headers: table.headers,
    fields: table.headers.map((header) => mapping.get(header) ?? null),
    invalidDoi: choices.invalidDoi ?? 'reject',
    // The spec allows one year beyond the next, for papers announced early.
    latestYear: (choices.thisYear ?? new Date().getUTCFullYear()) + 2,
  }
  return {
    format: form?.name ?? 'csv',
    preset: table.preset.name,
    encoding,
    hasBom: bytes.hasBom,
    encodingSamples: bytes.samples.map((line) => new TextDecoder(encoding).decode(line)),
    delimiter: table.dialect.delimiter,
    quoting: table.dialect.quote === null ? 'none' : table.dialect.isBackslashEscaped ? 'backslash' : 'double',
    headerRow: table.headerRow,
    headers: table.headers,
    mapping,
    notes: table.notes,
    samples: table.samples,
    assumptions: assumptionsOf(bytes, encoding, table, choices),
    plan,
  }
}

interface Sample {
  readonly text: string
  readonly isWhole: boolean
}

async function readSample(path: string, container: Container, encoding: Encoding): Promise<Sample> {
  const taken: BytesTaken = { bytes: 0 }
  let text = ''
  for await (const piece of decodeText(readBytes(path, container, taken), encoding)) {
    text += piece
    if (text.length >= SAMPLE_UNITS) return { text, isWhole: false }
  }
  return { text, isWhole: true }
}

function suggestedDialect(sample: Sample, { delimiter }: InspectionChoices): Dialect {
  const found = detectDialect(sample.text, sample.isWhole)
  return delimiter ? { ...found, delimiter } : found
}

interface Table {
  /** Absent for what is a table in the file too. */
  readonly form?: Form
  readonly dialect: Dialect
  readonly preset: Preset
  readonly recordsBefore: number
  readonly headerRow: number | null
  readonly headers: readonly string[]
  readonly notes: readonly string[]
  readonly samples: readonly (readonly string[])[]
}

/** The first records of a list in another form, as if it were a table. */
async function tableOf(form: Form, sample: Sample): Promise<Table> {
  const reader = await form.open()
  const records: NamedRecord[] = []
  for (const record of reader.push(sample.text, sample.isWhole)) if (records.push(record) === FORM_RECORDS) break
  if (records.length === 0 && sample.isWhole)
    throw new UserError('invalid', 'papers.file-empty', 'The file holds no records.')
  const headers = headersOf(form, records)
  const readable = records.filter(({ problem }) => problem === null).slice(0, SAMPLE_ROWS)
  return {
    form,
    dialect: { delimiter: ',', quote: '"', isBackslashEscaped: false },
    preset: form.preset,
    recordsBefore: 0,
    headerRow: null,
    headers,
    notes: [],
    samples: readable.map((record) => spread(headers)(record).cells),
  }
}

function findTable(suggested: Dialect, sample: Sample, choices: InspectionChoices): Table {
  let dialect = suggested
  let records = recordsOf(dialect, sample)
  let headerAt = findHeader(records)
  const preset = presetFor(records[headerAt]?.cells ?? [], choices)
  if (preset.hasNoQuotes && dialect.delimiter === '\t') {
    dialect = { ...dialect, quote: null }
    records = recordsOf(dialect, sample)
    headerAt = findHeader(records)
  }
  if (records.length === 0) throw new UserError('invalid', 'papers.file-empty', 'The file holds no rows.')

  const before = records[0] !== undefined && isSeparatorLine(records[0].cells) ? 1 : 0
  const recordsBefore = headerAt === -1 ? before : headerAt + 1
  const rows = records.slice(recordsBefore, recordsBefore + SAMPLE_ROWS).map(({ cells }) => cells)
  const width = Math.min(20_000, Math.max(0, ...rows.map((cells) => cells.length)))
  return {
    dialect,
    preset,
    recordsBefore,
    headerRow: headerAt === -1 ? null : headerAt + 1,
    headers: uniqueHeaders(records[headerAt]?.cells ?? Array.from({ length: width }, (_, at) => `Column ${at + 1}`)),
    notes: records.slice(before, Math.max(before, headerAt)).map(({ raw }) => raw.slice(0, 1_000)),
    samples: rows,
  }
}

function recordsOf(dialect: Dialect, sample: Sample): TextRecord[] {
  return sampleRecords(dialect, sample.text, sample.isWhole, HEADER_SEARCH + SAMPLE_ROWS + 1)
}

/** The first row that has two known names, or the one name that is enough; -1 where there is none. */
function findHeader(records: readonly TextRecord[]): number {
  return records.slice(0, HEADER_SEARCH).findIndex(({ cells }) => {
    const { count, hasDoi } = countKnownNames(cells)
    return count >= 2 || hasDoi || (count === 1 && cells.length === 1)
  })
}

function presetFor(header: readonly string[], choices: InspectionChoices): Preset {
  return choices.preset === undefined ? recognisePreset(header) : presetNamed(choices.preset)
}

function mappedBy(table: Table, choices: InspectionChoices): Map<string, Field> {
  const mapping = mappingOf(table.preset, table.headers)
  if (table.headerRow === null && !table.form) mapDoiColumn(table, mapping)
  for (const [header, field] of choices.mapping ?? []) {
    if (!table.headers.includes(header)) {
      throw new UserError(
        'invalid',
        'papers.mapping-unknown-column',
        `The list has no column "${header.slice(0, 200)}".`,
      )
    }
    if (field === null) mapping.delete(header)
    else mapping.set(header, field)
  }
  return mapping
}

/** A list without a header can still show which of its columns holds DOIs. */
function mapDoiColumn(table: Table, mapping: Map<string, Field>): void {
  const at = table.headers.findIndex((_, column) => {
    const cells = table.samples.map((row) => row[column] ?? '').filter((cell) => cell !== '')
    return cells.length > 0 && cells.filter((cell) => normaliseDoi(cell).doi !== null).length >= cells.length * 0.7
  })
  const header = table.headers[at]
  if (header !== undefined) mapping.set(header, 'doi')
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

function assumptionsOf(bytes: EncodingReading, encoding: Encoding, table: Table, choices: InspectionChoices): string[] {
  const said: string[] = []
  if (encoding === 'utf-8' && bytes.firstBadLine !== null) {
    said.push(`Line ${bytes.firstBadLine} holds bytes that are not UTF-8: rows with such bytes will be left out.`)
  } else if (choices.encoding === undefined && bytes.firstBadLine !== null) {
    said.push(
      `Line ${bytes.firstBadLine} is not UTF-8, so the whole file is read as ${encoding}. Choose another encoding if letters look wrong.`,
    )
  }
  if (encoding === 'windows-1252' && bytes.isDoubtful) {
    said.push(
      `Some bytes mean nothing in ${encoding}: please look at the sample lines and choose the encoding in which they read well.`,
    )
  }
  if (encoding.startsWith('utf-16')) said.push(`The file is read as ${encoding.toUpperCase()}.`)
  if (table.form) return [...said, `The list is written as ${table.form.preset.title}.`]
  if (choices.delimiter === undefined)
    said.push(`Cells are separated by ${DELIMITER_NAMES[table.dialect.delimiter] ?? 'another mark'}.`)
  if (table.dialect.quote === null) said.push('Quotation marks are read as letters of the text.')
  if (table.dialect.isBackslashEscaped)
    said.push('Quotation marks inside cells are taken to be written with a backslash (\\").')
  if (table.headerRow === null) said.push('No row with column names was found: please say what each column holds.')
  if (table.notes.length > 0) said.push(`The ${table.notes.length} row(s) above the column names are kept as notes.`)
  if (table.preset.name !== 'generic') said.push(`The columns are those of ${table.preset.title}.`)
  return said
}
