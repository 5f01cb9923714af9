import type { Pace } from '../../../platform/http/host-state.ts'

/** An address where a full text may be, with what is known of it. */
export type Candidate = Readonly<{
  url: string
  source: string
  version: 'submitted' | 'accepted' | 'published' | 'unknown'
  /** SPDX-like, lower case; null where none is stated. */
  license: string | null
  host: 'publisher' | 'repository'
  /** The source's own favourite. */
  isBest: boolean
  /** Free to read, without a licence to share. */
  isBronze: boolean
  /** The page that names the address; null where none does. */
  referer: string | null
  /** Hex, where the source states the checksum of the file. */
  md5?: string | null
  /** JATS, the XML of articles, is taken besides a PDF; `pdf` where absent. */
  format?: 'pdf' | 'jats'
  /** Its page reserves text mining: it may be read, and not be mined. */
  isMiningReserved?: boolean
  /** For addresses that are part of an interface: robots.txt is not meant for those, and they have a pace of their own. */
  interfacePace?: Pace
}>

/** A candidate of which only that is known. */
export const candidateAt = (
  url: string,
  source: string,
  known: Partial<Omit<Candidate, 'url' | 'source'>> = {},
): Candidate => ({
  url,
  source,
  version: 'unknown',
  license: null,
  host: 'repository',
  isBest: false,
  isBronze: false,
  referer: null,
  ...known,
})

const versionRank: Readonly<Record<Candidate['version'], number>> = {
  published: 0,
  accepted: 1,
  submitted: 2,
  unknown: 3,
}
const mostCandidates = 4
const mostHosts = 3

/** What was tried for a paper already, in this run; the hosts that rest now. */
export type Circumstances = Readonly<{ tried?: readonly string[]; resting?: ReadonlySet<string> }>

/**
 * The addresses worth trying, best first: by version, repositories before publishers (they seldom turn programs away),
 * those that rest last of their kind, then the source's favourite. Each address once, four at most, at three hosts at
 * most, those of an earlier round of the same run included.
 */
export function rankCandidates(
  candidates: readonly Candidate[],
  hostKey: (url: string) => string,
  { tried = [], resting = new Set() }: Circumstances = {},
): Candidate[] {
  const rests = ({ url }: Candidate) => Number(urlKey(url) !== null && resting.has(hostKey(url)))
  const ranked = candidates.toSorted(
    (a, b) =>
      versionRank[a.version] - versionRank[b.version] ||
      Number(a.host === 'publisher') - Number(b.host === 'publisher') ||
      rests(a) - rests(b) ||
      Number(b.isBest) - Number(a.isBest),
  )
  const seen = new Set<string | null>(tried.map(urlKey))
  const hosts = new Set<string>(tried.map(hostKey))
  const chosen: Candidate[] = []
  for (const candidate of ranked) {
    const key = urlKey(candidate.url)
    if (key === null || seen.has(key) || tried.length + chosen.length >= mostCandidates) continue
    const host = hostKey(candidate.url)
    if (!hosts.has(host) && hosts.size === mostHosts) continue
    seen.add(key)
    hosts.add(host)
    chosen.push(candidate)
  }
  return chosen
}

/** What two spellings of one address share; null where it is no web address. */
export function urlKey(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname, search } = new URL(url)
  return protocol === 'http:' || protocol === 'https:' ? `${host}${pathname.replace(/\/$/, '')}${search}` : null
}
