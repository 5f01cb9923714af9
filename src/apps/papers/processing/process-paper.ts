import { randomInt } from 'node:crypto'
import type { Platform } from '../../../platform/platform.ts'
import type { Finish, JobContext } from '../../../platform/tasks/tasks.ts'
import { demandContact } from '../contact.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import type { FailureCode } from '../failure-codes.ts'
import type { Identifier } from '../importing/identifiers.ts'
import { attemptsOf } from '../queries/attempts.ts'
import { findPaper, identifiersOf } from '../queries/papers.ts'
import { findPlannedByJob } from '../queries/planned.ts'
import { bronzeSetting, downloadsSetting } from '../settings.ts'
import { skipRetractedSetting } from '../sources/settings.ts'
import { pauseOnTrouble } from '../watching-trouble.ts'
import { type FullText, findArrived, getFullText, type Tried } from './getting-full-text.ts'
import { getMarkup } from './getting-markup.ts'
import { identify } from './identifying.ts'
import { type LookedUp, lookAtPage, lookUp } from './looking-up.ts'
import { verdictOn } from './verdicts.ts'
import { earlierTries, type Work } from './work.ts'
import { type Ending, type Processed, writeDown } from './writing-down.ts'

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

  const first = await lookUp(work, needsFullText)
  if (first.isUnknown) return end(work, null, [unknownPaper(work)])
  if (work.paper.retracted === 1 && (await platform.settings.get(platform.db, skipRetractedSetting))) {
    return end(work, null, [{ code: 'retracted_skip', detail: 'It is retracted.' }])
  }
  if (!needsFullText) return end(work, null, first.trouble, first.trouble.length === 0)

  job.progress(1, 3, 'full text', 'Fetching the full text')
  const { known, tried } = await findFullText(work, first)
  const { fullText, rejections, isUnchanged } = tried
  const markup = isAtEnd(tried) ? null : await getMarkup(work, known.candidates)
  job.progress(2, 3, 'writing down', 'Writing down what was found')
  if (fullText || isUnchanged || markup) return { ...end(work, fullText, known.trouble, true), markup }
  const reasons = [...rejections, ...known.trouble, ...known.locatorTrouble]
  return end(work, null, reasons.length > 0 ? reasons : await whyNothing(work, known))
}

/**
 * What the sources name first; where nothing came of that, what those name that were spared; then what the pages of copies
 * and of the paper name.
 */
async function findFullText(work: Work, first: LookedUp): Promise<{ known: LookedUp; tried: Tried }> {
  let known = first
  let tried = await getFullText(work, known.candidates)
  if (!isOver(tried) && known.further) {
    known = await known.further()
    tried = together(tried, await getFullText(work, known.candidates, tried.urls))
  }
  for (const copy of [...pagesOfCopies(known), null]) {
    // Who puts up a wall against programs has said that they are not welcome on the page either.
    if (isOver(tried) || hasMetWall(tried)) break
    const page = await lookAtPage(work, known.openness, copy)
    if (!page) continue
    known = { ...known, candidates: [...known.candidates, ...page.candidates] }
    const next = await getFullText(work, page.candidates, tried.urls)
    tried = together(tried, { ...next, rejections: [...next.rejections, ...page.locatorTrouble] })
  }
  return { known, tried }
}

const together = (before: Tried, next: Tried): Tried => ({
  ...next,
  rejections: [...before.rejections, ...next.rejections],
  urls: [...before.urls, ...next.urls],
})

/** Nothing more is to be had, or can be had now. */
const isOver = (tried: Tried): boolean => tried.fullText !== null || tried.isUnchanged === true || isAtEnd(tried)
const isAtEnd = ({ rejections }: Tried): boolean =>
  rejections.some(({ code }) => code === 'disk_full' || code === 'storage_error' || code === 'aborted')

/** Each once, and not what the DOI leads to anyway. */
function pagesOfCopies({ pages }: LookedUp): Candidate[] {
  const elsewhere = pages.filter(({ url }) => !/^https?:\/\/(?:dx\.)?doi\.org\//i.test(url))
  return [...new Map(elsewhere.map((page) => [page.url, page])).values()].slice(0, mostPages)
}

const mostPages = 2

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
    return {
      verdict: { outcome: 'manual', code: doubt.code, detail: doubt.detail },
      fullText,
      markup: null,
      rejections: [doubt],
    }

  const verdict = verdictOn(rejections, circumstances)
  const isDone = hasAll && (rejections.length === 0 || verdict.outcome !== 'deferred')
  return { verdict: isDone ? { outcome: 'done' } : verdict, fullText, markup: null, rejections }
}
