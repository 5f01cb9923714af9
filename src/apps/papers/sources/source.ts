import type { Http } from '../../../platform/http/http.ts'
import type { Contact } from '../contact.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { PaperRow } from '../tables.ts'

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
  identifiers: readonly (readonly [scheme: string, value: string])[]
  /** Addresses that somebody states to be open. */
  candidates: readonly Candidate[]
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

/** What a source is lent: the way out with all its manners, and who we are. */
export type Asking = Readonly<{ http: Http; contact: Contact; baseUrl: string; now: string; signal: AbortSignal }>

/** A service that knows papers. It reads and writes nothing of ours. */
export type Source = Readonly<{
  name: string
  title: string
  /** Its base address in the configuration. */
  baseUrl: (papers: Readonly<{ crossrefUrl: string; unpaywallUrl: string }>) => string
  /** How many papers it answers in an hour at its documented pace. */
  papersPerHour: number
  /** True where its answer makes the details of a paper complete. */
  isRegistry: boolean
  /** Records with a similar title, for papers without a DOI. */
  match?: (paper: StoredPaper, asking: Asking) => Promise<SourceAnswer<readonly Match[]>>
  lookUp: (doi: string, asking: Asking) => Promise<SourceAnswer<Findings>>
}>
