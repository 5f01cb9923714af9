import { z } from 'zod'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { type Identifier, readOpenAlex, readPmcid, readPmid } from '../importing/identifiers.ts'
import { languageTag } from '../importing/languages.ts'
import { readType } from '../importing/types.ts'
import { askSource, type Question } from './asking.ts'
import { byDoi } from './by-doi.ts'
import { declared } from './declarations.ts'
import { pathOf } from './doi-org.ts'
import { licenceWord, versionOf } from './location-words.ts'
import { authorsJson, issnsIn } from './names.ts'
import { dated, partialDate, partialDateOf } from './partial-date.ts'
import { plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Match, Source, Subject } from './source.ts'

const text = z.string().nullish()
const Location = z.object({
  is_oa: z.boolean().nullish(),
  landing_page_url: text,
  pdf_url: text,
  license: text,
  version: text,
  source: z.object({ display_name: text, issn_l: text, issn: z.array(z.string()).nullish(), type: text }).nullish(),
})
type Location = z.infer<typeof Location>

/** What is used of a work; everything else is not even asked for. */
const OpenAlexWork = z.object({
  id: z.string(),
  doi: text,
  ids: z.object({ pmid: text, pmcid: text }).partial().nullish(),
  title: text,
  publication_date: text,
  publication_year: z.number().nullish(),
  language: text,
  type: text,
  primary_location: Location.nullish(),
  best_oa_location: Location.nullish(),
  locations: z.array(Location).nullish(),
  open_access: z.object({ is_oa: z.boolean(), oa_status: text }),
  authorships: z
    .array(z.object({ author: z.object({ display_name: text, orcid: text }).nullish(), raw_author_name: text }))
    .nullish(),
  biblio: z.object({ volume: text, issue: text, first_page: text, last_page: text }).partial().nullish(),
  is_retracted: z.boolean().nullish(),
  abstract_inverted_index: z.record(z.string(), z.array(z.number())).nullish(),
})
type OpenAlexWork = z.infer<typeof OpenAlexWork>

/** A list of which each work is read by itself: one that cannot be read takes no other with it. */
const OpenAlexItems = z.object({ results: z.array(z.unknown()) })
const OpenAlexList = z.object({ results: z.array(OpenAlexWork) })

/** A dollar for a thousand searches, a tenth of that for lists; looking up a single work is free. */
const searchMicroUsd = 1_000
const listMicroUsd = 100
const longestAbstract = 50_000
const mostAuthors = 5_000

const declaration = declared('openalex')
const { pace } = declaration

/** An open catalogue of works: where open copies are, and what others leave out. */
export const openalex: Source = {
  ...declaration,
  lookUp: async (subject, asking) => {
    const id = workOf(subject)
    if (id === null) return { kind: 'not-applicable' }
    return askSource(asking, question(asking, `works/${id}`, {}, OpenAlexWork), readWork)
  },
  together: {
    most: 50,
    key: (doi) => `works/doi:${pathOf(doi)}`,
    ask: async (dois, asking) => {
      // Without a key a list costs more than there is for a day, and single works are free.
      if (asking.key === null) return { kind: 'not-applicable' }
      const query = { filter: `doi:${dois.join('|')}`, per_page: String(dois.length) }
      const many = { ...question(asking, 'works', query, OpenAlexItems), key: null, costMicroUsd: listMicroUsd }
      return askSource(asking, many, ({ results }) =>
        byDoi(results, OpenAlexWork, (work) => ({ doi: work.doi, body: work })),
      )
    },
  },
  match: async ({ title }, asking) => {
    if (!title || asking.key === null) return { kind: 'not-applicable' }
    // Commas and bars would be read as further filters.
    const words = title.slice(0, 300).replace(/[,|:"]+/g, ' ')
    const query = { filter: `title.search:${words}`, per_page: '5' }
    const paid = { ...question(asking, 'works', query, OpenAlexList), costMicroUsd: searchMicroUsd }
    return askSource(asking, paid, ({ results }) => results.flatMap(readMatch))
  },
}

const workOf = ({ doi, pmid, pmcid }: Subject): string | null => {
  if (doi !== null) return `doi:${pathOf(doi)}`
  if (pmid !== null) return `pmid:${pmid}`
  return pmcid === null ? null : `pmcid:${pmcid}`
}

function question<Shape>(
  { baseUrl, key }: Asking,
  path: string,
  query: Readonly<Record<string, string>>,
  schema: z.ZodType<Shape>,
): Question<Shape> {
  const url = new URL(`${baseUrl}/${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const remembered = `${path}${url.search}`
  url.searchParams.set('select', Object.keys(OpenAlexWork.shape).join(','))
  if (key !== null) url.searchParams.set('api_key', key)
  return { purpose: 'papers.openalex', url, key: remembered, pace, schema }
}

function readWork(work: OpenAlexWork): Findings {
  const { is_oa, oa_status } = work.open_access
  const locations = [work.best_oa_location, ...(work.locations ?? [])].filter((one) => one?.is_oa === true)
  return {
    details: detailsOf(work),
    identifiers: identifiersOf(work),
    candidates: locations.flatMap((location, n) =>
      location ? candidateOf(location, n === 0 && location === work.best_oa_location, oa_status) : [],
    ),
    pages: locations.flatMap((location) => (location ? pageOf(location) : [])),
    isOpen: is_oa,
  }
}

function detailsOf(work: OpenAlexWork): Details {
  const { biblio, primary_location: primary } = work
  const type = work.type ? readType(work.type) : null
  const pages = [...new Set([biblio?.first_page, biblio?.last_page])].filter(Boolean).join('-')
  return {
    title: work.title ? plainTitle(work.title) : null,
    issn: issnsIn([primary?.source?.issn_l, ...(primary?.source?.issn ?? [])])[0] ?? null,
    journal: primary?.source?.type === 'repository' ? null : (primary?.source?.display_name ?? null),
    ...(type && !type.isUnknown && { type: type.type, type_raw: work.type ?? null }),
    language: work.language ? languageTag(work.language) : null,
    ...dated(partialDateOf(work.publication_date) ?? partialDate(work.publication_year)),
    volume: biblio?.volume ?? null,
    issue: biblio?.issue ?? null,
    pages: pages || null,
    abstract: abstractOf(work.abstract_inverted_index),
    authors_json: authorsOf(work),
    ...(work.is_retracted && { retracted: 1 }),
    oa_status: work.open_access.oa_status ?? null,
    license: licenceWord(work.best_oa_location?.license),
  }
}

const authorsOf = ({ authorships }: OpenAlexWork): string | null =>
  authorsJson(
    (authorships ?? []).slice(0, mostAuthors).map(({ author, raw_author_name: raw }) => {
      return { whole: author?.display_name ?? raw, orcid: author?.orcid }
    }),
  )

/** The words back in their order; what claims to be longer than any abstract is cut. */
export function abstractOf(index: OpenAlexWork['abstract_inverted_index']): string | null {
  const words: string[] = []
  for (const [word, places] of Object.entries(index ?? {})) {
    for (const place of places) if (Number.isInteger(place) && place >= 0 && place < 20_000) words[place] = word
  }
  return words.filter(Boolean).join(' ').slice(0, longestAbstract) || null
}

function identifiersOf({ id, ids }: OpenAlexWork): Identifier[] {
  const [openAlex, pmid, pmcid] = [readOpenAlex(id), readPmid(ids?.pmid ?? ''), readPmcid(ids?.pmcid ?? '')]
  return [
    ...(openAlex === null ? [] : [['openalex', openAlex] as const]),
    ...(pmid === null ? [] : [['pmid', pmid] as const]),
    ...(pmcid === null ? [] : [['pmcid', pmcid] as const]),
  ]
}

function pageOf({ pdf_url, landing_page_url: page, license, version, source }: Location): Candidate[] {
  if (pdf_url || !page) return []
  const known = { license: licenceWord(license), version: versionOf(version) } as const
  return [candidateAt(page, 'openalex', { ...known, host: source?.type === 'repository' ? 'repository' : 'publisher' })]
}

function candidateOf(location: Location, isBest: boolean, status: string | null | undefined): Candidate[] {
  if (!location.pdf_url) return []
  const host = location.source?.type === 'repository' ? 'repository' : 'publisher'
  const known = {
    version: versionOf(location.version),
    license: licenceWord(location.license),
    host,
    isBest,
    isBronze: status === 'bronze' && host === 'publisher',
    referer: location.landing_page_url ?? null,
  } as const
  return [candidateAt(location.pdf_url, 'openalex', known)]
}

function readMatch(work: OpenAlexWork): Match[] {
  const doi = work.doi ? normaliseDoi(work.doi).doi : null
  const title = work.title ? plainTitle(work.title) : null
  if (!doi || !title) return []
  const { source } = work.primary_location ?? {}
  const [first] = work.authorships ?? []
  return [
    {
      doi,
      title,
      year: work.publication_year ?? null,
      issns: issnsIn([source?.issn_l, ...(source?.issn ?? [])]),
      firstFamily: (first?.author?.display_name ?? '').trim().split(/\s+/).at(-1) || null,
    },
  ]
}
