import type { z } from 'zod'
import type { Pace } from '../../../platform/http/host-state.ts'
import type { Http } from '../../../platform/http/http.ts'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { languageTag } from '../importing/languages.ts'
import { isRetractedTitle, readType } from '../importing/types.ts'
import { askSource, type Question } from './asking.ts'
import { byDoi } from './by-doi.ts'
import { CrossrefItems, CrossrefList, CrossrefSingle, CrossrefWork } from './crossref-schema.ts'
import { declared } from './declarations.ts'
import { licenceOf } from './licences.ts'
import { authorsJson, firstText, issnsIn } from './names.ts'
import { dated, partialDate } from './partial-date.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Match, Source } from './source.ts'

const declaration = declared('crossref')
/** Lists are slower: 3/s for callers with a contact. */
const list: Pace = { concurrency: 1, minIntervalMs: 1_000, jitter: 0.1 }

const pathFor = (doi: string): string => `works/${encodeURIComponent(doi)}`

/** The registry of most journal articles. */
export const crossref: Source = {
  ...declaration,
  lookUp: async ({ doi }, asking) => {
    if (doi === null) return { kind: 'not-applicable' }
    return askSource(asking, question(asking, pathFor(doi), {}, declaration.pace, CrossrefSingle), readWork(asking))
  },
  together: {
    most: 20,
    key: pathFor,
    ask: (dois, asking) => {
      const query = { filter: dois.map((doi) => `doi:${doi}`).join(','), rows: String(dois.length) }
      const many = { ...question(asking, 'works', query, list, CrossrefItems), key: null }
      return askSource(asking, many, ({ message }) =>
        byDoi(message.items, CrossrefWork, (work) => ({ doi: work.DOI, body: { message: work } })),
      )
    },
  },
  match: async ({ title }, asking) => {
    if (!title) return { kind: 'not-applicable' }
    const query = { 'query.bibliographic': title.slice(0, 300), rows: '5' }
    return askSource(asking, question(asking, 'works', query, list, CrossrefList), ({ message }) =>
      message.items.flatMap(readMatch),
    )
  },
}

/** What the service last said of its limits; they may shrink while we run. */
const learned = new WeakMap<Http, Pace>()

function question<Shape>(
  { http, contact, baseUrl, key }: Asking,
  path: string,
  query: Readonly<Record<string, string>>,
  pace: Pace,
  schema: z.ZodType<Shape>,
): Question<Shape> {
  const url = new URL(`${baseUrl}/${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const remembered = `${path}${url.search}`
  url.searchParams.set('mailto', contact.mail)
  const told = learned.get(http)
  return {
    purpose: 'papers.crossref',
    url,
    key: remembered,
    pace: told ? slowerOf(pace, told) : pace,
    schema,
    ...(key !== null && { headers: { 'crossref-plus-api-token': `Bearer ${key}` } }),
    listen: (headers) => {
      const limits = paceFrom(headers)
      if (limits) learned.set(http, limits)
    },
  }
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
    isOpen: openLinks(work, now).length > 0 ? true : null,
  })

function detailsOf(work: CrossrefWork): Details {
  const title = firstText(work.title, plainTitle)
  const type = work.type ? readType(work.type) : null
  const licence = openLicence(work)
  return {
    title,
    issn: issnsOf(work)[0] ?? null,
    // A preprint has no journal; its server stands among the institutions.
    journal: firstText([...(work['container-title'] ?? []), ...serversOf(work)], plainTitle),
    publisher: work.publisher ?? null,
    ...(type && !type.isUnknown && { type: type.type, type_raw: work.type ?? null }),
    language: work.language ? languageTag(work.language) : null,
    ...dated(publishedOn(work)),
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

const serversOf = (work: CrossrefWork): (string | null | undefined)[] =>
  work.type === 'posted-content' ? [...(work.institution ?? []).map(({ name }) => name), work['group-title']] : []

const issnsOf = ({ ISSN }: CrossrefWork): string[] => issnsIn(ISSN ?? [])

/** `[[null]]` stands for no date. */
function publishedOn(work: CrossrefWork): string | null {
  const dates = [work.published, work['published-online'], work['published-print'], work.issued, work.posted]
  for (const date of dates) {
    const [year, month, day] = date?.['date-parts'][0] ?? []
    const known = partialDate(year, month, day)
    if (known !== null) return known
  }
  return null
}

const authorsOf = ({ author }: CrossrefWork): string | null =>
  authorsJson((author ?? []).map(({ given, family, name, ORCID }) => ({ given, family, whole: name, orcid: ORCID })))

const isRetracted = (work: CrossrefWork, title: string | null): boolean =>
  (work['updated-by'] ?? []).some(({ type }) => type === 'retraction') || (title !== null && isRetractedTitle(title))

const openLicence = ({ license }: CrossrefWork): string | null =>
  (license ?? []).find(({ URL: url }) => licenceOf(url) !== null)?.URL ?? null

const formats: Readonly<Record<string, 'pdf' | 'jats'>> = {
  'application/pdf': 'pdf',
  'application/xml': 'jats',
  'text/xml': 'jats',
}

/** Links of publishers often need a contract: only those count whose version has an open licence that is in force. */
function openLinks(work: CrossrefWork, now: string): Candidate[] {
  return (work.link ?? []).flatMap((link) => {
    const format = formats[link['content-type'] ?? '']
    const licence = (work.license ?? []).find(
      (one) => licenceOf(one.URL) !== null && isInForce(one, now) && covers(one['content-version'], link),
    )
    if (!licence || !format) return []
    const version = link['content-version'] === 'am' ? 'accepted' : 'published'
    return [candidateAt(link.URL, 'crossref', { license: licenceOf(licence.URL), host: 'publisher', version, format })]
  })
}

/** A licence for text mining covers the links that are meant for it; any other one those of its version. */
function covers(licensed: string | null | undefined, link: Link): boolean {
  if (licensed === 'tdm') return link['intended-application'] === 'text-mining'
  const version = link['content-version']
  return !licensed || licensed === 'unspecified' || !version || licensed === version
}

type Link = NonNullable<CrossrefWork['link']>[number]
type Licence = NonNullable<CrossrefWork['license']>[number]

function isInForce({ start, 'delay-in-days': delayDays }: Licence, now: string): boolean {
  const [year, month, day] = start?.['date-parts'][0] ?? []
  const from = year ? Date.UTC(year, (month ?? 1) - 1, (day ?? 1) + (delayDays ?? 0)) : 0
  return from <= Date.parse(now)
}

function readMatch(work: CrossrefWork): Match[] {
  const doi = normaliseDoi(work.DOI).doi
  const title = firstText(work.title, plainTitle)
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
