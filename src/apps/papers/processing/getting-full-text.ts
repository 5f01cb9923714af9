import { statfs } from 'node:fs/promises'
import type { Blob } from '../../../platform/files/files.ts'
import { listRestingHosts } from '../../../platform/http/listing-hosts.ts'
import { type Candidate, rankCandidates } from '../downloading/candidate.ts'
import { isDeniedHost } from '../downloading/denied-hosts.ts'
import { type Fetching, fetchCandidate } from '../downloading/fetch-candidate.ts'
import { checkPdf } from '../downloading/pdf-checks.ts'
import { type Rejection, rejectionOf } from '../downloading/rejection.ts'
import { checkPaper } from '../downloading/right-paper.ts'
import { type Arrived, clearPlace, findReady, type Place } from '../downloading/staging.ts'
import { checkSum } from '../downloading/stated-checksum.ts'
import type { FailureCode } from '../failure-codes.ts'
import { countFilesFrom } from '../queries/attempts.ts'
import { filesOf, papersWithHash } from '../queries/files.ts'
import { findPlannedByJob } from '../queries/planned.ts'
import { bronzeSetting, freeDiskSetting, largestFileSetting } from '../settings.ts'
import { checkContentSetting, deniedHostsSetting, filesADaySetting } from '../sources/settings.ts'
import { publisherGroup } from './publisher-group.ts'
import { goneAddresses, withoutQuery } from './steps.ts'
import { lastVerdictAt, note, noteRejection, type Work } from './work.ts'

const mib = 1_024 * 1_024
/** A body that came for so many other papers is a notice. */
const sharedByOthers = 3

/** A body that may be stored. `doubt`: it is kept, and a person has to look at it. */
export type FullText = Readonly<{
  arrived: Arrived
  blob: Blob
  doubt: Rejection | null
  /** Other papers that are in doubt now, since they have the same body. */
  alike: readonly string[]
}>

/** What arrived whole before the process died; nothing is asked of anyone. */
export async function findArrived(work: Work): Promise<FullText | null> {
  const { files } = work.platform
  const since = lastVerdictAt(work.attempts) ?? ''
  for (const { place, arrived, isHere } of await findReady(files.stagingFolder, work.paper.id)) {
    if (arrived.fetchedAt <= since) await clearPlace(place)
    else if (arrived.format === 'jats') continue
    else if (isHere) {
      const answer = await accept(work, place, arrived)
      if ('arrived' in answer) return answer
    } else if ((await files.blobs.sizeOf(arrived.sha256)) === arrived.sizeBytes) {
      return fullTextOf(work, arrived, { sha256: arrived.sha256, sizeBytes: arrived.sizeBytes }, null)
    }
  }
  return null
}

/** What became of the addresses that were tried. */
export type Tried = Readonly<{
  fullText: FullText | null
  rejections: readonly Rejection[]
  urls: readonly string[]
  /** The file that is stored already is still the one that the host gives. */
  isUnchanged?: boolean
}>

/** Tries the addresses, best first, until one gives a paper. `earlier` are those of this run that gave none. */
export async function getFullText(
  work: Work,
  candidates: readonly Candidate[],
  earlier: readonly string[] = [],
): Promise<Tried> {
  const wanted = await worthTrying(work, candidates, earlier)
  if (wanted.length > 0 && !(await hasRoom(work))) {
    const detail = 'There is less room on the disk than the settings ask for.'
    return { fullText: null, rejections: [{ code: 'disk_full', detail }], urls: [] }
  }
  const fetching = await fetchingFor(work)
  const rejections: Rejection[] = []
  const urls: string[] = []
  for (const candidate of wanted) {
    const rejection = await beforeAsking(work, candidate)
    const fetched = rejection ? ({ kind: 'rejected', rejection } as const) : await fetchCandidate(fetching, candidate)
    urls.push(candidate.url)
    if (fetched.kind === 'unchanged') {
      const sentence = 'The file is the one that is stored already.'
      note(work, {
        what: 'full-text',
        source: candidate.source,
        result: 'ok',
        sentence,
        url: candidate.url,
        status: 304,
      })
      return { fullText: null, rejections, urls, isUnchanged: true }
    }
    const answer =
      fetched.kind === 'arrived' ? await accept(work, fetched.place, fetched.arrived, candidate.md5) : fetched.rejection
    if ('arrived' in answer) return { fullText: answer, rejections, urls }
    rejections.push(answer)
    noteRejection(work, 'full-text', candidate.source, answer, candidate.url)
  }
  return { fullText: null, rejections, urls }
}

/** What a download is lent for a paper. */
export async function fetchingFor(work: Work): Promise<Fetching> {
  const { platform, paper, job } = work
  const { http, files, now, settings, db } = platform
  return {
    http,
    stagingFolder: files.stagingFolder,
    paperId: paper.id,
    maxBytes: (await settings.get(db, largestFileSetting)) * mib,
    now,
    signal: job.signal,
    stored: await filesOf(db, paper.id),
    group: await publisherGroup(work),
    onBytes: (host, bytes, total) =>
      job.progress(
        1,
        3,
        'full text',
        `Fetching from ${host}: ${megabytes(bytes)}${total === null ? '' : ` of ${megabytes(total)}`}`,
      ),
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

async function worthTrying(
  work: Work,
  candidates: readonly Candidate[],
  tried: readonly string[],
): Promise<Candidate[]> {
  const { platform, attempts } = work
  const { db, http, now, settings } = platform
  const gone = goneAddresses(attempts, now())
  const takesBronze = await settings.get(db, bronzeSetting)
  const denied = (await settings.get(db, deniedHostsSetting)).split(/[\s,]+/).filter(Boolean)
  const open = candidates.filter(
    ({ url, isBronze, format }) =>
      format !== 'jats' && !gone.has(withoutQuery(url)) && (takesBronze || !isBronze) && !isDeniedHost(url, denied),
  )
  const resting = new Set((await listRestingHosts(db, now())).map(({ host }) => host))
  return rankCandidates(open, (url) => http.hostKey(url), { tried, resting })
}

/** The last look before a host is asked: is the paper still ours, and has the host given enough for today? */
export async function beforeAsking({ platform, job }: Work, { url }: Candidate): Promise<Rejection | null> {
  job.signal.throwIfAborted()
  if (!(await findPlannedByJob(platform.db, job.id))) return { code: 'aborted', detail: 'The paper was taken back.' }
  const midnight = `${platform.now().slice(0, 10)}T00:00:00.000Z`
  const host = platform.http.hostKey(url)
  const most = await platform.settings.get(platform.db, filesADaySetting)
  if ((await countFilesFrom(platform.db, host, midnight)) < most) return null
  const retryAfterMs = Date.parse(midnight) + 24 * 60 * 60_000 - Date.parse(platform.now())
  return {
    code: 'rate_limited',
    detail: `${host} has given ${most} files today.`,
    retryAfterMs,
    isResting: true,
  }
}

async function hasRoom({ platform }: Work): Promise<boolean> {
  const { bavail, bsize } = await statfs(platform.files.stagingFolder)
  const largest = await platform.settings.get(platform.db, largestFileSetting)
  const wanted = await platform.settings.get(platform.db, freeDiskSetting)
  return bavail * bsize >= (wanted === 0 ? 0 : Math.max(wanted, 5 * largest) * mib)
}

/** Doubts that a person may settle: the body is kept. */
const doubts: readonly FailureCode[] = ['suspect_preview', 'content_mismatch']

/** Checks a body that is whole, and makes it a stored blob. Rejected ones stay where they are until the verdict is written. */
async function accept(
  work: Work,
  place: Place,
  arrived: Arrived,
  md5: string | null = null,
): Promise<FullText | Rejection> {
  const { platform, paper } = work
  const rejection =
    (await checkSum(place.ready, md5)) ??
    (await checkPdf(place.ready, paper.pages)) ??
    ((await platform.settings.get(platform.db, checkContentSetting)) ? await checkPaper(place.ready, paper) : null)
  if (rejection && !doubts.includes(rejection.code)) return { ...rejection, status: arrived.status }
  try {
    return await fullTextOf(work, arrived, await platform.files.adopt(place.ready), rejection)
  } catch (error) {
    return rejectionOf(error)
  }
}

async function fullTextOf(work: Work, arrived: Arrived, blob: Blob, rejection: Rejection | null): Promise<FullText> {
  const others = await papersWithHash(work.platform.db, blob.sha256, work.paper.id)
  const doubt: Rejection | null =
    others.length >= sharedByOthers
      ? { code: 'suspect_shared_body', detail: `The same file came for ${others.length} other papers.` }
      : rejection
  note(work, {
    what: 'full-text',
    source: arrived.source,
    result: doubt?.code ?? 'ok',
    sentence: doubt?.detail ?? `${blob.sizeBytes} bytes from ${arrived.host}.`,
    url: arrived.finalUrl,
    status: arrived.status,
  })
  return { arrived, blob, doubt, alike: others.length >= sharedByOthers ? others : [] }
}
