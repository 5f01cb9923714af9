import type { PapersAddress } from '../../../config.ts'
import type { Pace } from '../../../platform/http/host-state.ts'

/**
 * What a source is asked for. `registry`: the one place that must know a DOI of its agency. `locator`: knows open copies
 * and fills gaps; its trouble puts a paper off. `extra`: the same, and its trouble is only noted. `page`: asked last.
 */
export type SourceRole = 'registry' | 'locator' | 'extra' | 'page'

/** What pages, settings and forecasts need to know of a source: asking it, and reading its answers, is loaded where papers are collected. */
export type Declaration = Readonly<{
  /** As in settings and in the origins of fields. */
  name: SourceName
  title: string
  address: PapersAddress
  role: SourceRole
  /** What its operators ask for; the operator of the house may be slower still. */
  pace: Pace
  /** Without a key it is not asked at all. */
  needsKey?: true
}>

const sources = {
  /** Documented for callers with a contact: single records 10/s, 3 at a time. */
  crossref: {
    title: 'Crossref',
    address: 'crossref',
    role: 'registry',
    pace: { concurrency: 3, minIntervalMs: 200, jitter: 0.1 },
  },
  /** A thousand in five minutes for callers who name themselves; half of that is enough. */
  datacite: {
    title: 'DataCite',
    address: 'datacite',
    role: 'registry',
    pace: { concurrency: 1, minIntervalMs: 600, jitter: 0.1 },
  },
  /** It redirects to the agency, which is then met politely. */
  'doi-org': {
    title: 'doi.org',
    address: 'doi',
    role: 'registry',
    pace: { concurrency: 2, minIntervalMs: 500, jitter: 0.2 },
  },
  /** One in three seconds and one connection, for all machines of a user together; its files count too. */
  arxiv: {
    title: 'arXiv',
    address: 'arxiv',
    role: 'locator',
    pace: { concurrency: 1, minIntervalMs: 3_000, jitter: 0.1 },
  },
  /** Two in a second, as it asks for at most 100,000 a day. */
  unpaywall: {
    title: 'Unpaywall',
    address: 'unpaywall',
    role: 'locator',
    pace: { concurrency: 1, minIntervalMs: 500, jitter: 0.1 },
  },
  /** 100 requests in a second are the ceiling; nothing here is in such a hurry. */
  openalex: {
    title: 'OpenAlex',
    address: 'openalex',
    role: 'locator',
    pace: { concurrency: 2, minIntervalMs: 200, jitter: 0.1 },
  },
  /** No figure is published; five in a second, two at a time, is what others keep to. */
  'europe-pmc': {
    title: 'Europe PMC',
    address: 'europePmc',
    role: 'locator',
    pace: { concurrency: 2, minIntervalMs: 200, jitter: 0.1 },
  },
  /** A store made for machines; the same pace as for other interfaces all the same. */
  pmc: {
    title: 'PubMed Central',
    address: 'pmc',
    role: 'locator',
    pace: { concurrency: 2, minIntervalMs: 200, jitter: 0.1 },
  },
  /** Three in a second. */
  'pmc-ids': {
    title: 'PubMed Central ids',
    address: 'pmcIds',
    role: 'extra',
    pace: { concurrency: 1, minIntervalMs: 350, jitter: 0.1 },
  },
  /** What a new key is given. */
  'semantic-scholar': {
    title: 'Semantic Scholar',
    address: 'semanticScholar',
    role: 'extra',
    pace: { concurrency: 1, minIntervalMs: 1_000, jitter: 0.1 },
    needsKey: true,
  },
  /** The resolver is asked often; whoever it sends us to is met as politely as any publisher. */
  'landing-page': {
    title: 'Landing page',
    address: 'doi',
    role: 'page',
    pace: { concurrency: 1, minIntervalMs: 1_000, jitter: 0.5 },
  },
} as const satisfies Readonly<Record<string, Omit<Declaration, 'name'>>>

export type SourceName = keyof typeof sources

/** By name, in the order in which they are asked unless somebody says otherwise. */
export const sourceNames = Object.keys(sources) as readonly SourceName[]

export const declared = (name: SourceName): Declaration => ({ name, ...sources[name] })

/** Questions that a source can be asked in an hour. */
export const questionsPerHour = ({ pace }: Declaration): number => Math.floor(3_600_000 / pace.minIntervalMs)

/** Papers in an hour that those can answer which nearly every paper goes to: the schedule warns beyond. */
export const slowestPerHour = Math.min(questionsPerHour(declared('crossref')), questionsPerHour(declared('unpaywall')))
