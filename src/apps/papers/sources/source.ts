import type { Http } from '../../../platform/http/http.ts'
import type { Contact } from '../contact.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import type { Identifier } from '../importing/identifiers.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { PaperRow } from '../tables.ts'
import type { Declaration } from './declarations.ts'

/** What a source may tell about a paper; null and absent both mean that it says nothing. */
export type Details = Partial<
  Pick<
    PaperRow,
    | 'title'
    | 'issn'
    | 'journal'
    | 'publisher'
    | 'type'
    | 'type_raw'
    | 'language'
    | 'published_on'
    | 'published_year'
    | 'volume'
    | 'issue'
    | 'pages'
    | 'article_number'
    | 'abstract'
    | 'authors_json'
    | 'retracted'
    | 'oa_status'
    | 'license'
    | 'license_url'
    | 'registration_agency'
  >
>

export type Findings = Readonly<{
  details: Details
  identifiers: readonly Identifier[]
  /** Addresses that somebody states to be open. */
  candidates: readonly Candidate[]
  /** Pages of open copies whose file nobody names: the addresses are theirs. */
  pages?: readonly Candidate[]
  /** Whether the source states that the paper is open; null where it says neither. */
  isOpen: boolean | null
}>

/** A record that may be the paper. */
export type Match = Readonly<{
  doi: string
  title: string
  year: number | null
  issns: readonly string[]
  firstFamily: string | null
}>

/** How a source answered. `contract-error`: its shape has changed, which is no fault of the paper. */
export type SourceAnswer<Value> =
  | Readonly<{ kind: 'ok'; value: Value }>
  | Readonly<{ kind: 'not-found' }>
  | Readonly<{ kind: 'not-applicable' }>
  | Readonly<{ kind: 'retry'; rejection: Rejection }>
  /** The source refuses us altogether: asking on would make it worse. */
  | Readonly<{ kind: 'blocked'; detail: string }>
  | Readonly<{ kind: 'config-missing'; detail: string }>
  | Readonly<{ kind: 'contract-error'; detail: string; sample: string }>

/** What is known of a paper by the time a source is asked. */
export type Subject = Readonly<{
  /** Canonical; null where none is known. */
  doi: string | null
  title: string | null
  arxiv: string | null
  pmid: string | null
  pmcid: string | null
  /** Who registered the DOI, as doi.org names it; null where nobody knows. */
  agency: string | null
  /** The page of a copy, to be looked at in place of the one that the DOI leads to; null for that one. */
  page: Candidate | null
  /** Whose hosts share one pace; null where its publisher belongs to no group. */
  group: string | null
}>

/** What a source has answered before, as far as it may still be believed. */
export type Memory = Readonly<{
  find: (key: string) => Promise<{ body: unknown } | undefined>
  /** `body` null: the source does not know it. */
  keep: (key: string, body: unknown, forMs: number) => Promise<void>
}>

/** What a source has been asked today, over all processes. */
export type Meter = Readonly<{
  /** The rejection where one more question, at that price, would be more than the settings allow. */
  refusal: (costMicroUsd: number) => Promise<Rejection | null>
  count: (costMicroUsd: number) => Promise<void>
}>

/** What a source is lent: the way out with all its manners, who we are, and what was asked before. */
export type Asking = Readonly<{
  http: Http
  contact: Contact
  baseUrl: string
  /** Null where the operator has none. */
  key: string | null
  /** The operator's wish: never more often than that; 0 where there is none. */
  atLeastMs: number
  memory: Memory
  meter: Meter
  now: string
  signal: AbortSignal
}>

/** How a source answers for many DOIs in one question. */
export type Together = Readonly<{
  /** DOIs in one question. */
  most: number
  /** What the answer for a DOI is remembered under when it is asked for alone. */
  key: (doi: string) => string
  /**
   * By DOI what `lookUp` would remember of each: null where the source is sure not to know it, absent where only a question
   * of its own would tell.
   */
  ask: (dois: readonly string[], asking: Asking) => Promise<SourceAnswer<ReadonlyMap<string, unknown>>>
}>

/** A service that knows papers. It reads and writes nothing of ours. */
export type Source = Declaration &
  Readonly<{
    /** Records with a similar title, for papers without a DOI. */
    match?: (paper: StoredPaper, asking: Asking) => Promise<SourceAnswer<readonly Match[]>>
    /** The DOI behind another identifier; null where the source knows that there is none. */
    resolve?: (subject: Subject, asking: Asking) => Promise<SourceAnswer<string | null>>
    lookUp: (subject: Subject, asking: Asking) => Promise<SourceAnswer<Findings>>
    /** Absent where each DOI is a question of its own. */
    together?: Together
  }>
