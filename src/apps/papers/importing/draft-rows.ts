import { type Author, readAuthors, readCollaborations } from './authors.ts'
import { type DateOrder, type DateReading, readDate } from './dates.ts'
import { type DoiReading, normaliseDoi } from './doi.ts'
import type { Field } from './fields.ts'
import { titleFingerprint } from './fingerprint.ts'
import {
  doiOfArxiv,
  type Identifier,
  readAddressIdentifiers,
  readArxiv,
  readIsbns,
  readNoteIdentifiers,
  readOpenAlex,
  readPmcid,
  readPmid,
  readScopusEid,
  readWebAddress,
  readWosUt,
} from './identifiers.ts'
import { type Issns, readIssns } from './issn.ts'
import type { IssueCode } from './issue-codes.ts'
import { type LanguageReading, readLanguages } from './languages.ts'
import { readOaStatus } from './open-access.ts'
import type { DraftRow, PaperDraft } from './paper-draft.ts'
import { presetNamed } from './presets/recognising.ts'
import type { ReadPlan } from './read-plan.ts'
import type { TextRecord } from './records.ts'
import { remembering } from './remembering.ts'
import { LONGEST_LINE, RowCells } from './row-cells.ts'
import { readTags } from './tags.ts'
import { clipped, isBrokenText } from './text.ts'
import { readTitle } from './titles.ts'
import { isRetractedTitle, readType } from './types.ts'

const LONGEST_TITLE = 4_000
const LONGEST_ABSTRACT = 200_000

const NO_IDENTIFIERS: readonly Identifier[] = []
const NO_TAGS: readonly string[] = []
const NO_DOI: DoiReading = { doi: null, shape: null, warnings: [], isInvalid: false }

/** Turns the records of a list into drafts, by the rules of its plan. `order` is that of its ambiguous dates. */
export function draftReader(plan: ReadPlan, order: DateOrder): (record: TextRecord, row: number) => DraftRow {
  const reader = new RowReader(plan, order)
  return (record, row) => reader.read(record, row)
}

/** Reads one row after another; what it holds between rows are caches of values that repeat. */
class RowReader {
  readonly #plan: ReadPlan
  readonly #order: DateOrder
  readonly #cells: RowCells
  readonly #endsTitlesWithStop: boolean
  readonly #doiOptions: Readonly<{ bibtex: boolean }>
  readonly #readIssns = remembering<Issns>(readIssns)
  readonly #readType = remembering(readType)
  readonly #readLanguages = remembering<LanguageReading>(readLanguages)

  #identifiers: Identifier[] | null = null

  constructor(plan: ReadPlan, order: DateOrder) {
    this.#plan = plan
    this.#order = order
    this.#cells = new RowCells(plan)
    this.#doiOptions = { bibtex: plan.form === 'bibtex' }
    this.#endsTitlesWithStop = presetNamed(plan.preset).endsTitlesWithStop ?? false
  }

  read(record: TextRecord, row: number): DraftRow {
    this.#cells.start(record)
    this.#identifiers = null

    if (record.problem !== null) return this.#refused(record, row, record.problem, null, record.raw)
    if (record.hasStrayQuote) this.#cells.warn('quote_stray', null, record.raw)
    if (record.cells.length !== this.#plan.headers.length) {
      const extra = record.cells.slice(this.#plan.headers.length).find((cell) => cell.trim() !== '')
      if (extra !== undefined) return this.#refused(record, row, 'column_count', null, extra)
      if (record.cells.length < this.#plan.headers.length)
        this.#cells.warn('column_count_short', null, `${record.cells.length} cells`)
    }
    if (this.#plan.isUnproven) {
      const broken = this.#plan.fields.findIndex(
        (field, column) => field !== null && isBrokenText(record.cells[column] ?? ''),
      )
      if (broken !== -1) return this.#refused(record, row, 'encoding_broken', broken, record.cells[broken] ?? '')
    }
    return this.#readCells(record, row)
  }

  #readCells(record: TextRecord, row: number): DraftRow {
    const title = this.#title()
    const [doi, doiColumn] = this.#doi()
    this.#readIdentifiers()
    const arxiv = this.#identifiers === null ? undefined : this.#identifiers.find(([scheme]) => scheme === 'arxiv')
    const derived = doi.doi ?? (arxiv === undefined ? null : doiOfArxiv(arxiv[1]))

    if (doi.isInvalid && this.#plan.invalidDoi === 'reject') {
      return this.#refused(record, row, 'doi_invalid', doiColumn, record.cells[doiColumn] ?? '')
    }
    if (doi.isInvalid) this.#cells.warn('doi_invalid', doiColumn, record.cells[doiColumn] ?? '')
    for (const warning of doi.warnings) this.#cells.warn(warning, doiColumn, record.cells[doiColumn] ?? '')

    const isKnown = derived !== null || doi.warnings.includes('short_doi') || this.#hasIdentity()
    if (title.plain === '' && !isKnown) return this.#refused(record, row, 'row_without_identity', null, record.raw)
    if (title.plain === '') this.#cells.warn('title_missing', null, '')
    else if (!isKnown) this.#cells.warn('no_identifier', null, title.plain)

    const draft = this.#draft(title, derived, doi, doiColumn)
    return { kind: 'draft', row, line: record.line, draft, issues: this.#cells.issues }
  }

  #draft(
    title: { plain: string; html: string | null },
    doi: string | null,
    reading: DoiReading,
    doiColumn: number,
  ): PaperDraft {
    const doiRaw = this.#cells.raw[doiColumn]?.trim() ?? ''
    const type = this.#cells.value('type')
    const known = this.#readType(type)
    if (known.isUnknown) this.#cells.warnOf('type_unknown', 'type')
    const language = this.#cells.value('language')
    const tags = language === '' ? null : this.#readLanguages(language)
    if (tags?.isUnknown) this.#cells.warnOf('language_unknown', 'language')
    if (tags !== null && tags.others.length > 0) this.#cells.keepFirst('language')
    const published = this.#published()
    const issn = this.#issns()
    const license = this.#cells.value('license')

    return {
      title: title.plain === '' ? null : title.plain,
      title_html: title.html,
      title_fingerprint: titleFingerprint(title.plain),
      doi,
      doi_raw: doiRaw === '' || doiRaw === doi ? null : clipped(doiRaw, LONGEST_LINE),
      doi_state: doi !== null ? 'unchecked' : reading.isInvalid ? 'invalid' : 'none',
      issn,
      journal: this.#cells.text('journal'),
      publisher: this.#cells.text('publisher'),
      type: known.type,
      type_raw: type === '' || type === known.type ? null : clipped(type, LONGEST_LINE),
      language: tags?.tag ?? null,
      language_raw: language === '' || language === tags?.tag ? null : clipped(language, LONGEST_LINE),
      published_on: published,
      published_year: published === null ? null : Number(published.slice(0, 4)),
      volume: this.#cells.text('volume'),
      issue: this.#cells.text('issue'),
      pages: this.#pages(),
      article_number: this.#cells.text('article_number'),
      abstract: this.#cells.text('abstract', LONGEST_ABSTRACT),
      authors_json: this.#authors(),
      alternative_id: this.#cells.text('alternative_id'),
      retracted:
        known.isRetracted || isRetractedTitle(title.plain) || /^(?:true|1|yes)$/i.test(this.#cells.value('retracted')),
      oa_status: readOaStatus(this.#cells.value('oa_status')),
      license: license === '' || license.startsWith('http') ? null : clipped(license.toLowerCase(), LONGEST_LINE),
      license_url: readWebAddress(license),
      identifiers: this.#identifiers ?? NO_IDENTIFIERS,
      tags: this.#tags(),
      extra_json: this.#cells.extra(),
    }
  }

  #title(): { plain: string; html: string | null } {
    const columns = this.#cells.columns.title
    let cell = ''
    for (const column of columns) {
      cell = this.#cells.clean(this.#cells.raw[column] ?? '')
      if (cell !== '') break
    }
    if (cell.length > LONGEST_TITLE) {
      this.#cells.warnOf('value_truncated', 'title')
      cell = clipped(cell, LONGEST_TITLE)
    }
    const title = readTitle(cell)
    if (!this.#endsTitlesWithStop || !title.plain.endsWith('.')) return title
    return { plain: title.plain.slice(0, -1), html: title.html?.replace(/\.$/, '') ?? null }
  }

  /** The first column with a valid DOI; else the first with something else in it; else an address that holds one. */
  #doi(): [reading: DoiReading, column: number] {
    let found: [DoiReading, number] = [NO_DOI, -1]
    for (const column of this.#cells.columns.doi) {
      const cell = this.#cells.raw[column]
      if (cell === undefined || cell === '') continue
      const reading = normaliseDoi(cell, this.#doiOptions)
      if (reading.doi !== null) return [reading, column]
      if (found[1] === -1 && reading !== NO_DOI) found = [reading, column]
    }
    if (found[0].isInvalid) return found
    for (const column of this.#cells.columns.url) {
      const cell = this.#cells.raw[column]
      if (cell === undefined || !cell.includes('10.')) continue
      const reading = normaliseDoi(cell, this.#doiOptions)
      if (reading.doi !== null) return [reading, column]
    }
    return found
  }

  #readIdentifiers(): void {
    this.#readAs('pmid', readPmid)
    this.#readAs('pmcid', readPmcid)
    this.#readAs('arxiv', readArxiv)
    this.#readAs('openalex', readOpenAlex)
    this.#readAs('scopus_eid', readScopusEid)
    this.#readAs('wos_ut', readWosUt)
    for (const column of this.#cells.columns.isbn)
      for (const isbn of readIsbns(this.#cells.cell(column))) this.#identify('isbn', isbn)
    for (const column of this.#cells.columns.url) this.#readUrl(column)
    for (const column of this.#cells.columns.notes) {
      for (const [scheme, value] of readNoteIdentifiers(this.#cells.cell(column))) this.#identify(scheme, value)
      // The notes say more than that.
      this.#cells.keep(column)
    }
  }

  #readAs(field: Field & Identifier[0], read: (cell: string) => string | null): void {
    for (const column of this.#cells.columns[field]) {
      const cell = this.#cells.cell(column)
      if (cell === '') continue
      const value = read(cell)
      if (value === null) this.#cells.keep(column)
      else this.#identify(field, value)
    }
  }

  #readUrl(column: number): void {
    const cell = this.#cells.cell(column)
    if (cell === '') return
    const found = readAddressIdentifiers(cell)
    if (found.length === 0) this.#cells.keep(column)
    for (const [scheme, value] of found) this.#identify(scheme, value)
  }

  #identify(scheme: Identifier[0], value: string): void {
    this.#identifiers ??= []
    if (!this.#identifiers.some((known) => known[0] === scheme && known[1] === value))
      this.#identifiers.push([scheme, value])
  }

  #hasIdentity(): boolean {
    return this.#identifiers?.some(([scheme]) => scheme !== 'url' && scheme !== 'isbn' && scheme !== 'issn') ?? false
  }

  #issns(): string | null {
    let first: string | null = null
    for (const column of this.#cells.columns.issn) {
      const cell = this.#cells.cell(column)
      if (cell === '') continue
      const { valid, isBroken } = this.#readIssns(cell)
      for (const issn of valid) {
        first ??= issn
        this.#identify('issn', issn)
      }
      if (!isBroken) continue
      // "ISSN/ISBN" columns of reference managers hold either.
      const isbns = readIsbns(cell)
      for (const isbn of isbns) this.#identify('isbn', isbn)
      if (isbns.length > 0) continue
      this.#cells.warn('issn_invalid', column, cell)
      this.#cells.keep(column)
    }
    return first
  }

  #published(): string | null {
    let bad: { column: number; cell: string; problem: 'date_invalid' | 'date_ambiguous' } | null = null
    const monthDay = this.#cells.value('published_month_day')
    for (const column of this.#cells.columns.published) {
      const cell = this.#cells.cell(column)
      if (cell === '') continue
      const reading = this.#date(cell, monthDay)
      if (reading.value === null) {
        bad ??= { column, cell, problem: reading.problem }
        continue
      }
      if (reading.problem !== null) this.#cells.warn(reading.problem, column, cell)
      else if (bad !== null) this.#cells.warn(bad.problem, bad.column, bad.cell)
      return reading.value
    }
    if (bad !== null) {
      this.#cells.warn(bad.problem, bad.column, bad.cell)
      this.#cells.keep(bad.column)
    }
    return null
  }

  #date(cell: string, monthDay: string): DateReading {
    const { latestYear } = this.#plan
    if (monthDay !== '' && /^\d{4}$/.test(cell)) {
      const whole = readDate(monthDay.includes(cell) ? monthDay : `${monthDay} ${cell}`, null, latestYear)
      if (whole.value !== null) return whole
    }
    return readDate(cell, this.#order, latestYear)
  }

  #pages(): string | null {
    const pages = this.#cells.text('pages')
    if (pages !== null) return pages
    const first = this.#cells.text('first_page')
    const last = this.#cells.text('last_page')
    return first !== null && last !== null && first !== last ? `${first}-${last}` : (first ?? last)
  }

  #authors(): string | null {
    const authors: Author[] = []
    const names = this.#cells.value('authors')
    if (names !== '') authors.push(...readAuthors(names))
    const collaborations = this.#cells.value('collaborations')
    if (collaborations !== '') authors.push(...readCollaborations(collaborations))
    return authors.length === 0 ? null : JSON.stringify(authors)
  }

  #tags(): readonly string[] {
    let all = NO_TAGS
    for (const column of this.#cells.columns.tags) {
      const cell = this.#cells.cell(column)
      if (cell === '') continue
      const { tags, isBroken } = readTags(cell)
      all = all === NO_TAGS ? tags : [...new Set([...all, ...tags])]
      if (!isBroken) continue
      this.#cells.warn('tag_invalid', column, cell)
      this.#cells.keep(column)
    }
    return all
  }

  #refused(record: TextRecord, row: number, code: IssueCode, column: number | null, value: string): DraftRow {
    const error = this.#cells.issue(code, column, value)
    return { kind: 'error', row, line: record.line, raw: record.raw, issues: [error, ...this.#cells.issues] }
  }
}
