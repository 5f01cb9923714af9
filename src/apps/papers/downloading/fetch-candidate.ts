import { type FileHandle, open } from 'node:fs/promises'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { Download, Http } from '../../../platform/http/http.ts'
import type { PaperFileRow } from '../tables.ts'
import type { Candidate } from './candidate.ts'
import { classifyHtml } from './html-walls.ts'
import { looksLikeJats } from './jats-checks.ts'
import { looksLikePdf } from './pdf-checks.ts'
import { type Rejection, rejectionOf } from './rejection.ts'
import { type Arrived, clearPlace, findPart, makeReady, notePart, type Place, placeOf } from './staging.ts'
import { useNoteOf } from './use-note.ts'

export type Fetching = Readonly<{
  http: Http
  stagingFolder: string
  paperId: string
  maxBytes: number
  now: () => string
  signal: AbortSignal
  /** What is stored of the paper already: a host is asked only for what has changed since. */
  stored?: readonly Pick<PaperFileRow, 'source_url' | 'http_etag' | 'http_last_modified'>[]
  /** Whose hosts share one pace; null where the publisher of the paper belongs to no group. */
  group?: string | null
  /** Told with each piece that was written; `total` is null where the host does not say. */
  onBytes?: (host: string, bytes: number, total: number | null) => void
}>

export type Fetched =
  | Readonly<{ kind: 'arrived'; place: Place; arrived: Arrived }>
  | Readonly<{ kind: 'rejected'; rejection: Rejection }>
  | Readonly<{ kind: 'unchanged' }>

/** How far a page is read to see what kind it is. */
const pageBytes = 256 * 1_024
const headBytes = 1_024
const challengeWeight = 2
const refusals = [401, 402, 403]

/** A page came instead of a file, and this is what it says. */
class NoFile extends Error {
  readonly page: string
  readonly url: string
  readonly status: number

  constructor(page: string, { finalUrl, status }: Download) {
    super('a page came instead of a file')
    this.page = page
    this.url = finalUrl
    this.status = status
  }
}

/** The host says that nothing has changed since the file was stored. */
class Unchanged extends Error {}

/**
 * Fetches one address to its last byte. A body that was cut off is carried on where the host allows it, once at once and
 * again at the next try; a page in place of the file is read for its reason, and a viewer page followed once.
 *
 * @throws what says that the job was called off.
 */
export async function fetchCandidate(
  fetching: Fetching,
  candidate: Candidate,
  isViewerFollowed = true,
): Promise<Fetched> {
  const place = placeOf(fetching.stagingFolder, fetching.paperId, candidate)
  try {
    return { kind: 'arrived', place, arrived: await fetchWithResume(fetching, candidate, place) }
  } catch (error) {
    if (error instanceof Unchanged) return { kind: 'unchanged' }
    if (!(error instanceof NoFile)) return { kind: 'rejected', rejection: rejectionOf(error) }
    await clearPlace(place)
    const host = fetching.http.hostKey(error.url)
    const answer = classifyHtml(error.page, error.url, (url) => fetching.http.hostKey(url) === host)
    if (answer.kind === 'viewer') return followViewer(fetching, candidate, answer.url, error, isViewerFollowed)

    const rejection = withStatus(answer.rejection, error.status)
    const isHostile = rejection.code === 'bot_challenge' || rejection.code === 'cookie_wall'
    if (isHostile) await fetching.http.report(error.url, challengeWeight)
    return { kind: 'rejected', rejection }
  }
}

async function followViewer(
  fetching: Fetching,
  candidate: Candidate,
  url: string,
  page: NoFile,
  isFollowed: boolean,
): Promise<Fetched> {
  if (isFollowed) return fetchCandidate(fetching, { ...candidate, url, referer: page.url }, false)
  const detail = 'The address leads from one viewer page to the next.'
  return { kind: 'rejected', rejection: { code: 'not_pdf', detail, status: page.status } }
}

/** Where the page says nothing, the status does. */
function withStatus(rejection: Rejection, status: number): Rejection {
  if (rejection.code !== 'not_pdf' || !refusals.includes(status)) return { ...rejection, status }
  const code = status === 403 ? 'forbidden' : 'paywalled'
  return { code, detail: `The site answered ${status}.`, status }
}

async function fetchWithResume(fetching: Fetching, candidate: Candidate, place: Place): Promise<Arrived> {
  try {
    return await fetchOnce(fetching, candidate, place)
  } catch (error) {
    const isCut = error instanceof HttpFailure && error.code === 'truncated'
    if (!isCut || !(await findPart(place, candidate.url))) throw error
    return fetchOnce(fetching, candidate, place)
  }
}

async function fetchOnce(fetching: Fetching, candidate: Candidate, place: Place): Promise<Arrived> {
  const { http, maxBytes, signal, group } = fetching
  const resume = await findPart(place, candidate.url)
  const request = {
    url: candidate.url,
    accept: 'application/pdf, application/xml;q=0.8, */*;q=0.1',
    maxBytes,
    maxRedirects: 8,
    upgrade: true,
    expect: refusals,
    timeouts: { firstByteMs: 30_000 },
    politeness: {
      ...(candidate.interfacePace && { pace: candidate.interfacePace, robots: false }),
      // A copy in a repository is no matter of the publisher.
      ...(group && candidate.host === 'publisher' && { group }),
    },
    signal,
    headers: {
      ...(candidate.referer && { referer: candidate.referer }),
      ...(!resume && conditionOf(fetching, candidate)),
    },
    ...(resume && { resume }),
  }
  return http.download('papers.full-text', request, async (download) => {
    if (download.status === 304) throw new Unchanged('not modified')
    const host = http.hostKey(download.finalUrl)
    await takeBody(download, candidate, place, (bytes) => fetching.onBytes?.(host, bytes, download.totalBytes))
    return makeReady(place, {
      url: candidate.url,
      finalUrl: download.finalUrl,
      source: candidate.source,
      format: candidate.format ?? 'pdf',
      version: candidate.version,
      license: candidate.license,
      useNote: useNoteOf(candidate, download.headers),
      etag: download.headers.get('etag') ?? null,
      lastModified: download.headers.get('last-modified') ?? null,
      host,
      status: download.status,
      fetchedAt: fetching.now(),
    })
  })
}

function conditionOf({ stored = [] }: Fetching, { url }: Candidate): Record<string, string> {
  const known = stored.find(({ source_url }) => source_url === url)
  if (known?.http_etag) return { 'if-none-match': known.http_etag }
  return known?.http_last_modified ? { 'if-modified-since': known.http_last_modified } : {}
}

/** Writes the body behind what is there. Its beginning decides first whether it is a file at all. */
async function takeBody(
  download: Download,
  { url, format }: Candidate,
  place: Place,
  tell: (bytes: number) => void,
): Promise<void> {
  const chunks = download.chunks[Symbol.asyncIterator]()
  const head =
    download.startsAt > 0 ? [] : await readHead(chunks, download, format === 'jats' ? looksLikeJats : looksLikePdf)
  await notePart(place, url, download.validator)
  const file = await open(place.part, download.startsAt > 0 ? 'r+' : 'w', 0o600)
  try {
    let at = download.startsAt
    for (const chunk of head) at = await writeAt(file, chunk, at)
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      at = await writeAt(file, next.value, at)
      tell(at)
    }
    await file.truncate(at)
  } finally {
    await file.close()
  }
}

/** @throws NoFile where the first kilobyte is not that of the file, with the page as far as it matters. */
async function readHead(
  chunks: AsyncIterator<Buffer>,
  download: Download,
  isWanted: (head: Buffer) => boolean,
): Promise<Buffer[]> {
  const head: Buffer[] = []
  let bytes = 0
  const isRefused = refusals.includes(download.status)
  const readTo = async (enough: number) => {
    while (bytes < enough) {
      const next = await chunks.next()
      if (next.done) return
      head.push(next.value)
      bytes += next.value.length
    }
  }
  await readTo(headBytes)
  if (!isRefused && isWanted(Buffer.concat(head))) return head
  await readTo(pageBytes)
  throw new NoFile(Buffer.concat(head).toString('utf8'), download)
}

async function writeAt(file: FileHandle, chunk: Buffer, at: number): Promise<number> {
  let written = 0
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written, at + written)).bytesWritten
  }
  return at + written
}
