import { randomInt, randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Finish, JobContext } from '../../../platform/tasks/tasks.ts'
import { demandContact } from '../contact.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import type { FailureCode } from '../failure-codes.ts'
import type { Identifier } from '../importing/identifiers.ts'
import { attemptsOf } from '../queries/attempts.ts'
import { findFileByHash, flagDone, insertFile } from '../queries/files.ts'
import { findPaper, identifiersOf } from '../queries/papers.ts'
import { findPlannedByJob } from '../queries/planned.ts'
import { bronzeSetting, downloadsSetting } from '../settings.ts'
import { skipRetractedSetting } from '../sources/settings.ts'
import { pauseOnTrouble } from '../watching-trouble.ts'
import { conclude } from './concluding.ts'
import { type FullText, findArrived, getFullText, type Tried } from './getting-full-text.ts'
import { identify } from './identifying.ts'
import { type LookedUp, lookAtPage, lookUp } from './looking-up.ts'
import { type Verdict, verdictOn } from './verdicts.ts'
import { earlierTries, type Work } from './work.ts'

/** What the job's page says at the end. */
export type Processed = Readonly<{ outcome: Verdict['outcome'] | 'taken back'; sentence: string }>

type Ending = Readonly<{ verdict: Verdict; fullText: FullText | null; rejections: readonly Rejection[] }>

/**
 * Collects one paper: its DOI, its details, its full text. Safe to run again after a kill: details that were stored are
 * not asked for again, and a body that had arrived is not fetched again. Paper, files, attempt and job end together.
 */
export async function processPaper(
  platform: Platform,
  paperId: string,
  job: JobContext,
): Promise<Processed | Finish<Processed>> {
  const planned = await findPlannedByJob(platform.db, job.id)
  const paper = planned && (await findPaper(platform.db, paperId))
  if (!planned || paper?.status !== 'running') {
    return { outcome: 'taken back', sentence: 'The paper was taken back before its turn.' }
  }
  await pauseOnTrouble(platform)
  const work: Work = {
    platform,
    job,
    paper,
    contact: await demandContact(platform, platform.db),
    isByHand: planned.bucket_start === null,
    attempts: await attemptsOf(platform.db, paperId, 100),
    identifiers: (await identifiersOf(platform.db, paperId)).map(({ scheme, value }) => [scheme, value] as Identifier),
    steps: [],
  }
  const ending = await collect(work)
  return job.finish((tx) => writeDown(tx, work, ending))
}

async function collect(work: Work): Promise<Ending> {
  const { platform, job } = work
  job.progress(0, 3, 'details', 'Looking up details')
  const arrived = await findArrived(work)
  if (arrived) return end(work, arrived, [])

  const unnamed = work.paper.doi === null ? await identify(work) : null
  if (unnamed) return end(work, null, [unnamed])

  const needsFullText = await wantsFullText(work)
  const needsDetails = work.isByHand || work.paper.metadata_state !== 'complete'
  if (!needsFullText && !needsDetails) return end(work, null, [], true)

  const known = await lookUp(work, needsFullText)
  if (known.isUnknown) return end(work, null, [unknownPaper(work)])
  if (work.paper.retracted === 1 && (await platform.settings.get(platform.db, skipRetractedSetting))) {
    return end(work, null, [{ code: 'retracted_skip', detail: 'It is retracted.' }])
  }
  if (!needsFullText) return end(work, null, known.trouble, known.trouble.length === 0)

  job.progress(1, 3, 'full text', 'Fetching the full text')
  const { fullText, rejections, isUnchanged } = await findFullText(work, known)
  job.progress(2, 3, 'writing down', 'Writing down what was found')
  if (fullText || isUnchanged) return end(work, fullText, known.trouble, true)
  const reasons = [...rejections, ...known.trouble, ...known.locatorTrouble]
  return end(work, null, reasons.length > 0 ? reasons : await whyNothing(work, known))
}

/** What the sources name first; then, where nothing came of that, what the pages of copies and of the paper name. */
async function findFullText(work: Work, known: LookedUp): Promise<Tried> {
  const first = await getFullText(work, known.candidates)
  if (first.fullText || first.isUnchanged || hasMetWall(first)) return first
  let tried: Tried = first
  for (const copy of [...pagesOfCopies(known), null]) {
    const page = await lookAtPage(work, known.openness, copy)
    if (!page) continue
    const next = await getFullText(work, page.candidates, tried.urls)
    const rejections = [...tried.rejections, ...next.rejections, ...page.locatorTrouble]
    tried = { ...next, rejections, urls: [...tried.urls, ...next.urls] }
    if (tried.fullText || tried.isUnchanged || hasMetWall(tried)) return tried
  }
  return tried
}

/** Each once, and not what the DOI leads to anyway. */
function pagesOfCopies({ pages }: LookedUp): Candidate[] {
  const elsewhere = pages.filter(({ url }) => !/^https?:\/\/(?:dx\.)?doi\.org\//i.test(url))
  return [...new Map(elsewhere.map((page) => [page.url, page])).values()].slice(0, mostPages)
}

const mostPages = 2

/** Who puts up a wall against programs has said that they are not welcome on the page either. */
const hasMetWall = ({ rejections }: Tried): boolean => rejections.some(({ code }) => walls.includes(code))
const walls: readonly FailureCode[] = ['bot_challenge', 'cookie_wall']

const unknownPaper = ({ paper }: Work): Rejection =>
  paper.doi === null
    ? { code: 'no_identifier', detail: 'No source knows the numbers of this paper.' }
    : { code: 'doi_not_found', detail: `No source knows ${paper.doi}.` }

/** No address was to be had: because of our own settings, of sources that could not be asked, or because there is none. */
async function whyNothing({ platform }: Work, known: LookedUp): Promise<Rejection[]> {
  const isBronzeOnly = known.candidates.length > 0 && known.candidates.every(({ isBronze }) => isBronze)
  if (isBronzeOnly && !(await platform.settings.get(platform.db, bronzeSetting))) {
    return [{ code: 'licence_unclear', detail: 'It is free to read, and no licence says that it may be kept.' }]
  }
  return known.openness === 'closed' ? [] : known.skipped.slice(0, 1)
}

async function wantsFullText({ platform, paper, isByHand }: Work): Promise<boolean> {
  if (!(await platform.settings.get(platform.db, downloadsSetting))) return false
  return isByHand || paper.fulltext_state !== 'stored'
}

/** With a full text only what may pass by itself keeps a paper from being Done; without one the rejections decide. */
function end(
  work: Work,
  fullText: FullText | null,
  rejections: readonly Rejection[],
  hasAll = fullText !== null,
): Ending {
  const { platform, attempts } = work
  const circumstances = {
    earlierTries: earlierTries(attempts),
    now: platform.now(),
    random: randomInt(2 ** 32) / 2 ** 32,
  }
  const doubt = fullText?.doubt ?? null
  if (doubt)
    return { verdict: { outcome: 'manual', code: doubt.code, detail: doubt.detail }, fullText, rejections: [doubt] }

  const verdict = verdictOn(rejections, circumstances)
  const isDone = hasAll && (rejections.length === 0 || verdict.outcome !== 'deferred')
  return { verdict: isDone ? { outcome: 'done' } : verdict, fullText, rejections }
}

async function writeDown(tx: Db, work: Work, { verdict, fullText, rejections }: Ending): Promise<Processed> {
  const { job, platform, steps } = work
  const last = rejections.at(-1)
  const isKept = await conclude(platform, tx, job.id, verdict, {
    http_status: fullText?.arrived.status ?? last?.status ?? null,
    host: fullText?.arrived.host ?? lastHost(work),
    bytes: fullText?.blob.sizeBytes ?? 0,
    source: fullText?.arrived.source ?? steps.at(-1)?.source ?? null,
    candidate_url: fullText ? (steps.at(-1)?.url ?? null) : null,
    steps_json: JSON.stringify(steps),
    ...fulltextStateOf(work, verdict, fullText),
  })
  if (!isKept) return { outcome: 'taken back', sentence: 'The paper was taken back meanwhile; nothing was changed.' }
  if (fullText) await recordFile(tx, work, fullText)
  if (fullText?.doubt && fullText.alike.length > 0) {
    const { code, detail } = fullText.doubt
    await flagDone(tx, fullText.alike, { code, detail, now: platform.now() })
  }
  const sentence = verdict.outcome === 'done' ? 'Everything that was wanted is there.' : verdict.detail
  return { outcome: verdict.outcome, sentence }
}

function fulltextStateOf({ paper }: Work, verdict: Verdict, fullText: FullText | null) {
  if (fullText) return { fulltextState: 'stored' as const }
  if (paper.fulltext_state === 'stored' || verdict.outcome === 'done' || verdict.outcome === 'deferred') return {}
  return { fulltextState: verdict.code === 'no_open_copy' ? ('unavailable' as const) : ('blocked' as const) }
}

/** Who was asked last for the full text: what failed counts for its host. Null where nobody was. */
function lastHost({ platform, steps }: Work): string | null {
  const url = steps.findLast(({ what, url }) => what === 'full-text' && url !== undefined && url !== '')?.url
  return url === undefined ? null : platform.http.hostKey(url)
}

/** The same body twice is one file. */
async function recordFile(tx: Db, { platform, paper }: Work, { arrived, blob }: FullText): Promise<void> {
  const known = await findFileByHash(tx, paper.id, blob.sha256)
  const file_id =
    known?.file_id ??
    (
      await platform.files.record(tx, blob, {
        name: `${paper.doi?.replaceAll('/', '_') ?? paper.id}.pdf`,
        mediaType: 'application/pdf',
        dataType: 'papers/full-text',
        ownerId: null,
        origin: arrived.finalUrl,
      })
    ).id
  await insertFile(tx, {
    id: randomUUIDv7(),
    paper_id: paper.id,
    file_id,
    sha256: blob.sha256,
    size_bytes: blob.sizeBytes,
    media_type: 'application/pdf',
    kind: 'pdf',
    version: arrived.version,
    license: arrived.license,
    source: arrived.source,
    source_url: arrived.url,
    final_url: arrived.finalUrl,
    http_etag: arrived.etag,
    http_last_modified: arrived.lastModified,
    fetched_at: arrived.fetchedAt,
    added_by: 'system',
    use_note: arrived.useNote,
  })
}
