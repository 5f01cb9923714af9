import { type Candidate, rankCandidates } from '../downloading/candidate.ts'
import { fetchCandidate } from '../downloading/fetch-candidate.ts'
import { checkJats } from '../downloading/jats-checks.ts'
import { type Rejection, rejectionOf } from '../downloading/rejection.ts'
import { type Arrived, findReady, type Place } from '../downloading/staging.ts'
import { checkSum } from '../downloading/stated-checksum.ts'
import { reservesMining } from '../downloading/use-note.ts'
import { landingPage } from '../sources/landing-page.ts'
import { reservesMiningAt } from '../sources/mining.ts'
import { markupSetting } from '../sources/settings.ts'
import { askingOf } from './asking.ts'
import { beforeAsking, type FullText, fetchingFor } from './getting-full-text.ts'
import { note, noteRejection, type Work } from './work.ts'

const largestBytes = 50 * 1_024 * 1_024

/** The text as XML, where the settings want it and a source offers it; its absence is no failure of the paper. */
export async function getMarkup(work: Work, candidates: readonly Candidate[]): Promise<FullText | null> {
  const { platform, paper } = work
  if (!(await platform.settings.get(platform.db, markupSetting))) return null
  // Markup is taken for mining: who reserves that is not asked for it.
  const offered = candidates.filter(({ format, isMiningReserved }) => format === 'jats' && !isMiningReserved)
  const ready = (await findReady(platform.files.stagingFolder, paper.id)).filter(
    ({ arrived }) => arrived.format === 'jats',
  )
  for (const { place, arrived, isHere } of ready) {
    const answer = isHere ? await accept(work, place, arrived, null) : null
    if (answer && 'arrived' in answer) return answer
  }
  const fetching = { ...(await fetchingFor(work)), maxBytes: largestBytes }
  for (const candidate of rankCandidates(offered, (url) => platform.http.hostKey(url))) {
    const rejection = (await beforeAsking(work, candidate)) ?? (await beforeMining(work, candidate))
    const fetched = rejection ? ({ kind: 'rejected', rejection } as const) : await fetchCandidate(fetching, candidate)
    if (fetched.kind === 'unchanged') return null
    const answer =
      fetched.kind === 'arrived'
        ? await accept(work, fetched.place, fetched.arrived, candidate.md5 ?? null)
        : fetched.rejection
    if ('arrived' in answer) return answer
    noteRejection(work, 'full-text', candidate.source, answer, candidate.url)
  }
  return null
}

/** Repositories offer their markup to programs; the sites of publishers may reserve theirs. */
async function beforeMining(work: Work, { url, host }: Candidate): Promise<Rejection | null> {
  if (host !== 'publisher') return null
  return (await reservesMiningAt(url, await askingOf(work, landingPage))) ? minedByNobody : null
}

const minedByNobody: Rejection = { code: 'licence_unclear', detail: 'The site reserves text mining.' }

async function accept(work: Work, place: Place, arrived: Arrived, md5: string | null): Promise<FullText | Rejection> {
  const rejection = reservesMining(arrived.useNote)
    ? minedByNobody
    : ((await checkSum(place.ready, md5)) ?? (await checkJats(place.ready)))
  if (rejection) return { ...rejection, status: arrived.status }
  try {
    const blob = await work.platform.files.adopt(place.ready)
    const sentence = `${blob.sizeBytes} bytes of XML from ${arrived.host}.`
    note(work, {
      what: 'full-text',
      source: arrived.source,
      result: 'ok',
      sentence,
      url: arrived.finalUrl,
      status: arrived.status,
    })
    return { arrived, blob, doubt: null, alike: [] }
  } catch (error) {
    return rejectionOf(error)
  }
}
