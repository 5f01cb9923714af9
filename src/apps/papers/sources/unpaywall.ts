import { z } from 'zod'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { askSource, dayMs } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceWord, versionOf } from './location-words.ts'
import { issnsIn } from './names.ts'
import { dated, partialDate, partialDateOf } from './partial-date.ts'
import { plainTitle } from './plain-text.ts'
import type { Findings, Source } from './source.ts'

const text = z.string().nullish()
const Location = z.object({
  url: text,
  url_for_pdf: text,
  url_for_landing_page: text,
  host_type: text,
  version: text,
  license: text,
})
type Location = z.infer<typeof Location>

/** What is used of a record; everything else may change as it likes. */
const UnpaywallRecord = z.object({
  is_oa: z.boolean(),
  journal_issns: text,
  journal_issn_l: text,
  published_date: text,
  oa_status: text,
  title: text,
  journal_name: text,
  publisher: text,
  year: z.number().nullish(),
  best_oa_location: Location.nullish(),
  oa_locations: z.array(Location).nullish(),
})
type UnpaywallRecord = z.infer<typeof UnpaywallRecord>

const declaration = declared('unpaywall')
const { pace } = declaration

/** Knows where open copies of a DOI are. */
export const unpaywall: Source = {
  ...declaration,
  lookUp: async ({ doi }, asking) => {
    if (doi === null) return { kind: 'not-applicable' }
    const url = new URL(`${asking.baseUrl}/${encodeURIComponent(doi)}`)
    url.searchParams.set('email', asking.contact.mail)
    return askSource(
      asking,
      {
        purpose: 'papers.unpaywall',
        url,
        key: doi,
        pace,
        schema: UnpaywallRecord,
        keepMs: ({ is_oa }) => (is_oa ? 30 : 7) * dayMs,
      },
      readRecord,
    )
  },
}

function readRecord(record: UnpaywallRecord): Findings {
  const { best_oa_location: best, oa_status: status } = record
  const others = (record.oa_locations ?? []).filter(({ url_for_pdf }) => url_for_pdf !== best?.url_for_pdf)
  return {
    details: {
      title: record.title ? plainTitle(record.title) : null,
      journal: record.journal_name ?? null,
      publisher: record.publisher ?? null,
      issn: issnsIn([record.journal_issn_l, ...(record.journal_issns ?? '').split(',')])[0] ?? null,
      ...dated(partialDateOf(record.published_date) ?? partialDate(record.year)),
      oa_status: status ?? (record.is_oa ? 'unknown' : 'closed'),
      license: licenceWord(best?.license),
    },
    identifiers: [],
    candidates: [
      ...(best ? candidateOf(best, true, status) : []),
      ...others.flatMap((location) => candidateOf(location, false, status)),
    ],
    pages: (record.oa_locations ?? []).flatMap((location) => pageOf(location)),
    isOpen: record.is_oa,
  }
}

function pageOf(location: Location): Candidate[] {
  const { url_for_pdf: file, url_for_landing_page: page, license, version, host_type: host } = location
  if (file || !page) return []
  const known = { license: licenceWord(license), version: versionOf(version) } as const
  return [candidateAt(page, 'unpaywall', { ...known, host: host === 'repository' ? 'repository' : 'publisher' })]
}

function candidateOf(location: Location, isBest: boolean, status: string | null | undefined): Candidate[] {
  const url = location.url_for_pdf ?? (/\.pdf$/i.test(location.url ?? '') ? location.url : null)
  if (!url) return []
  const host = location.host_type === 'repository' ? 'repository' : 'publisher'
  const known = {
    version: versionOf(location.version),
    license: licenceWord(location.license),
    host,
    isBest,
    isBronze: status === 'bronze' && host === 'publisher',
    referer: location.url_for_landing_page ?? null,
  } as const
  return [candidateAt(url, 'unpaywall', known)]
}
