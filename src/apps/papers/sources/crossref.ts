import type { Pace } from '../../../platform/http/host-state.ts'
import type { Http, HttpAnswer } from '../../../platform/http/http.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Author } from '../importing/authors.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { normaliseIssn } from '../importing/issn.ts'
import { languageTag } from '../importing/languages.ts'
import { isRetractedTitle, readType } from '../importing/types.ts'
import { askSource } from './asking.ts'
import { CrossrefList, CrossrefSingle, type CrossrefWork } from './crossref-schema.ts'
import { licenceOf } from './licences.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Match, Source } from './source.ts'

/** The registry of most journal articles. Documented for callers with a contact: single records 10/s, lists 3/s, 3 at a time. */
export const crossref: Source = {
  name: 'crossref',
  title: 'Crossref',
  baseUrl: ({ crossrefUrl }) => crossrefUrl,
  papersPerHour: 5 * 3_600,
  isRegistry: true,
  lookUp: (doi, asking) =>
    askSource(() => ask(asking, `works/${encodeURIComponent(doi)}`, {}, single), CrossrefSingle, readWork(asking)),
  match: async ({ title }, asking) => {
    if (!title) return { kind: 'not-applicable' }
    const query = { 'query.bibliographic': title.slice(0, 300), rows: '5' }
    return askSource(
      () => ask(asking, 'works', query, list),
      CrossrefList,
      ({ message }) => message.items.flatMap(readMatch),
    )
  },
}

const single: Pace = { concurrency: 3, minIntervalMs: 200, jitter: 0.1 }
const list: Pace = { concurrency: 1, minIntervalMs: 1_000, jitter: 0.1 }
const longestListBytes = 10_000_000

/** What the service last said of its limits; they may shrink while we run. */
const learned = new WeakMap<Http, Pace>()

async function ask(asking: Asking, path: string, query: Record<string, string>, pace: Pace): Promise<HttpAnswer> {
  const { http, contact, baseUrl, signal } = asking
  const address = new URL(`${baseUrl}/${path}`)
  for (const [name, value] of Object.entries({ ...query, mailto: contact.mail })) address.searchParams.set(name, value)
  const told = learned.get(http)
  const answer = await asking.http.request('papers.crossref', {
    url: address.href,
    accept: 'application/json',
    maxBytes: longestListBytes,
    expect: [404],
    signal,
    politeness: { pace: told ? slowerOf(pace, told) : pace, robots: false },
  })
  const limits = paceFrom(answer.headers)
  if (limits) learned.set(http, limits)
  return answer
}

/** The limits in the headers of an answer; null where it names none. */
export function paceFrom(headers: ReadonlyMap<string, string>): Pace | null {
  const limit = Number(headers.get('x-rate-limit-limit'))
  const seconds = Number(/^(\d+)s$/.exec(headers.get('x-rate-limit-interval') ?? '')?.[1])
  const concurrency = Number(headers.get('x-concurrency-limit') ?? 1)
  if (!(limit > 0) || !(seconds > 0)) return null
  return {
    concurrency: Math.max(1, Math.floor(concurrency) || 1),
    minIntervalMs: (seconds * 1_000) / limit,
    jitter: 0.1,
  }
}

const slowerOf = (a: Pace, b: Pace): Pace => ({
  concurrency: Math.min(a.concurrency, b.concurrency),
  minIntervalMs: Math.max(a.minIntervalMs, b.minIntervalMs),
  jitter: a.jitter,
})

const readWork =
  ({ now }: Asking) =>
  ({ message: work }: { message: CrossrefWork }): Findings => ({
    details: detailsOf(work),
    identifiers: issnsOf(work).map((issn) => ['issn', issn] as const),
    candidates: openLinks(work, now),
  })

function detailsOf(work: CrossrefWork): Details {
  const published = publishedOn(work)
  const title = first(work.title, plainTitle)
  const type = work.type ? readType(work.type) : null
  const licence = openLicence(work)
  return {
    title,
    issn: issnsOf(work)[0] ?? null,
    journal: first(work['container-title'], plainTitle),
    publisher: work.publisher ?? null,
    ...(type && !type.isUnknown && { type: type.type, type_raw: work.type ?? null }),
    language: work.language ? languageTag(work.language) : null,
    published_on: published,
    published_year: published ? Number(published.slice(0, 4)) : null,
    volume: work.volume ?? null,
    issue: work.issue ?? null,
    pages: work.page ?? null,
    article_number: work['article-number'] ?? null,
    abstract: work.abstract ? plainAbstract(work.abstract) : null,
    authors_json: authorsOf(work),
    ...(isRetracted(work, title) && { retracted: 1 }),
    license: licence ? licenceOf(licence) : null,
    license_url: licence,
    registration_agency: 'Crossref',
  }
}

/** The first text that leaves something behind. */
function first(
  texts: readonly (string | null)[] | null | undefined,
  read: (text: string) => string | null,
): string | null {
  for (const text of texts ?? []) {
    const plain = text === null ? null : read(text)
    if (plain) return plain
  }
  return null
}

const issnsOf = ({ ISSN }: CrossrefWork): string[] => [
  ...new Set((ISSN ?? []).flatMap((issn) => normaliseIssn(issn ?? '') ?? [])),
]

/** Never more than is known: a date may be a bare year, and `[[null]]` stands for none. */
function publishedOn(work: CrossrefWork): string | null {
  const dates = [work.published, work['published-online'], work['published-print'], work.issued, work.posted]
  for (const date of dates) {
    const [year, month, day] = date?.['date-parts'][0] ?? []
    if (!year || year < 1400 || year > 2200) continue
    const parts = [String(year)]
    if (month && month >= 1 && month <= 12) parts.push(String(month).padStart(2, '0'))
    if (parts.length === 2 && day && day >= 1 && day <= 31) parts.push(String(day).padStart(2, '0'))
    return parts.join('-')
  }
  return null
}

function authorsOf({ author }: CrossrefWork): string | null {
  const authors = (author ?? []).slice(0, 5_000).flatMap(({ given, family, name, ORCID }): Author[] => {
    const orcid = /\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.exec(ORCID ?? '')?.[0]
    if (family) return [{ family, ...(given && { given }), ...(orcid && { orcid }) }]
    const literal = name ?? given
    return literal ? [{ literal }] : []
  })
  return authors.length > 0 ? JSON.stringify(authors) : null
}

const isRetracted = (work: CrossrefWork, title: string | null): boolean =>
  (work['updated-by'] ?? []).some(({ type }) => type === 'retraction') || (title !== null && isRetractedTitle(title))

const openLicence = ({ license }: CrossrefWork): string | null =>
  (license ?? []).find(({ URL: url }) => licenceOf(url) !== null)?.URL ?? null

/** Links of publishers often need a contract: only those count whose version has an open licence that is in force. */
function openLinks(work: CrossrefWork, now: string): Candidate[] {
  return (work.link ?? []).flatMap(({ URL: url, 'content-type': type, 'content-version': version }) => {
    const licence = (work.license ?? []).find(
      (one) => licenceOf(one.URL) !== null && isInForce(one, now) && coversVersion(one['content-version'], version),
    )
    if (!licence || type !== 'application/pdf') return []
    return [
      {
        url,
        source: 'crossref',
        version: version === 'am' ? ('accepted' as const) : ('published' as const),
        license: licenceOf(licence.URL),
        host: 'publisher' as const,
        isBest: false,
        isBronze: false,
        referer: null,
      },
    ]
  })
}

const coversVersion = (licensed: string | null | undefined, linked: string | null | undefined): boolean =>
  !licensed || licensed === 'unspecified' || !linked || licensed === linked

type Licence = NonNullable<CrossrefWork['license']>[number]

function isInForce({ start, 'delay-in-days': delayDays }: Licence, now: string): boolean {
  const [year, month, day] = start?.['date-parts'][0] ?? []
  const from = year ? Date.UTC(year, (month ?? 1) - 1, (day ?? 1) + (delayDays ?? 0)) : 0
  return from <= Date.parse(now)
}

function readMatch(work: CrossrefWork): Match[] {
  const doi = normaliseDoi(work.DOI).doi
  const title = first(work.title, plainTitle)
  if (!doi || !title) return []
  const published = publishedOn(work)
  return [
    {
      doi,
      title,
      year: published ? Number(published.slice(0, 4)) : null,
      issns: issnsOf(work),
      firstFamily: work.author?.[0]?.family ?? null,
    },
  ]
}
