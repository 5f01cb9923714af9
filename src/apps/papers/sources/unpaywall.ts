import { z } from 'zod'
import type { Pace } from '../../../platform/http/host-state.ts'
import type { Candidate } from '../downloading/candidate.ts'
import { askSource } from './asking.ts'
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
  oa_status: text,
  title: text,
  journal_name: text,
  publisher: text,
  year: z.number().nullish(),
  best_oa_location: Location.nullish(),
  oa_locations: z.array(Location).nullish(),
})
type UnpaywallRecord = z.infer<typeof UnpaywallRecord>

/** Two in a second, as it asks for at most 100,000 a day. */
const pace: Pace = { concurrency: 1, minIntervalMs: 500, jitter: 0.1 }

/** Knows where open copies of a DOI are. */
export const unpaywall: Source = {
  name: 'unpaywall',
  title: 'Unpaywall',
  baseUrl: ({ unpaywallUrl }) => unpaywallUrl,
  papersPerHour: 2 * 3_600,
  isRegistry: false,
  lookUp: (doi, asking) => {
    const { contact, baseUrl, signal } = asking
    const address = new URL(`${baseUrl}/${encodeURIComponent(doi)}`)
    address.searchParams.set('email', contact.mail)
    const ask = () =>
      asking.http.request('papers.unpaywall', {
        url: address.href,
        accept: 'application/json',
        expect: [404, 422],
        signal,
        politeness: { pace, robots: false },
      })
    return askSource(ask, UnpaywallRecord, readRecord)
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
      published_year: record.year ?? null,
      published_on: record.year ? String(record.year) : null,
      oa_status: status ?? (record.is_oa ? 'unknown' : 'closed'),
      license: licenceWord(best?.license),
    },
    identifiers: [],
    candidates: [
      ...(best ? candidateOf(best, true, status) : []),
      ...others.flatMap((location) => candidateOf(location, false, status)),
    ],
  }
}

function candidateOf(location: Location, isBest: boolean, status: string | null | undefined): Candidate[] {
  const url = location.url_for_pdf ?? (/\.pdf$/i.test(location.url ?? '') ? location.url : null)
  if (!url) return []
  const host = location.host_type === 'repository' ? 'repository' : 'publisher'
  return [
    {
      url,
      source: 'unpaywall',
      version: versionOf(location.version),
      license: licenceWord(location.license),
      host,
      isBest,
      isBronze: status === 'bronze' && host === 'publisher',
      referer: location.url_for_landing_page ?? null,
    },
  ]
}

function versionOf(word: string | null | undefined): Candidate['version'] {
  if (word === 'publishedVersion') return 'published'
  if (word === 'acceptedVersion') return 'accepted'
  return word === 'submittedVersion' ? 'submitted' : 'unknown'
}

/** "implied-oa" says that nobody stated a licence. */
const licenceWord = (word: string | null | undefined): string | null =>
  word && word !== 'implied-oa' ? word.toLowerCase().slice(0, 100) : null
