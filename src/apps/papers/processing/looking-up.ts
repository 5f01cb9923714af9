import { pauseCollector } from '../collecting.ts'
import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import { findOtherByDoi } from '../queries/papers.ts'
import { sources } from '../sources/list.ts'
import { judgeMatches } from '../sources/matching.ts'
import type { Asking, Findings, Source, SourceAnswer } from '../sources/source.ts'
import { type SourceFindings, saveDetails } from './details.ts'
import { note, noteRejection, type Work } from './work.ts'

const dayMs = 24 * 60 * 60_000

/** What the sources know of a paper, and what went wrong while they were asked. */
export type LookedUp = Readonly<{
  candidates: readonly Candidate[]
  rejections: readonly Rejection[]
  /** Every source was asked, and none has heard of the DOI. */
  isUnknown: boolean
}>

/** Finds the DOI of a paper that has none, by its title; the rejection says why there is none to be had. */
export async function identify(work: Work): Promise<Rejection | null> {
  for (const source of sources) {
    if (!source.match) continue
    const answer = await source.match(work.paper, askingOf(work, source))
    if (answer.kind === 'not-found' || answer.kind === 'not-applicable') continue
    if (answer.kind !== 'ok') return troubleWith(work, source, 'identify', answer)

    const verdict = judgeMatches(work.paper, answer.value)
    if (verdict.kind === 'same') return adoptDoi(work, source, verdict.doi)
    if (verdict.kind === 'ambiguous') {
      const records = verdict.matches.map(({ doi, title, year }) => `${doi} (${year ?? 'no year'}): ${title}`)
      return reject(work, source, { code: 'ambiguous_match', detail: `Similar records: ${records.join(' · ')}` })
    }
  }
  return { code: 'no_identifier', detail: 'No record has this title.' }
}

/** Asks every source for the paper; details go into the table as soon as they are known. */
export async function lookUp(work: Work, doi: string): Promise<LookedUp> {
  const found: (SourceFindings & { isRegistry: boolean })[] = []
  const rejections: Rejection[] = []
  let unknown = 0
  for (const source of sources) {
    const answer = await source.lookUp(doi, askingOf(work, source))
    if (answer.kind === 'ok') {
      found.push({ source: source.name, findings: answer.value, isRegistry: source.isRegistry })
      note(work, { what: 'details', source: source.name, result: 'ok', sentence: `${source.title} knows the paper.` })
    } else if (answer.kind === 'not-found' || answer.kind === 'not-applicable') {
      unknown += 1
      note(work, {
        what: 'details',
        source: source.name,
        result: 'nothing',
        sentence: `${source.title} does not know the DOI.`,
      })
    } else {
      const rejection = await troubleWith(work, source, 'details', answer)
      if (rejection) rejections.push(rejection)
    }
  }
  await keep(work, found)
  return {
    candidates: found.flatMap(({ findings }) => findings.candidates),
    rejections,
    isUnknown: unknown === sources.length,
  }
}

async function keep(work: Work, found: readonly (SourceFindings & { isRegistry: boolean })[]): Promise<void> {
  const isComplete = found.some(({ isRegistry }) => isRegistry)
  const state = isComplete ? 'complete' : found.length > 0 ? 'partial' : 'failed'
  const saved = await work.job.fenced((tx) =>
    saveDetails(
      tx,
      work.paper.id,
      found,
      {
        // What was complete stays so, where a source is silent today.
        ...(work.paper.metadata_state !== 'complete' && { metadata_state: state }),
        ...(isComplete && { doi_state: 'registered' as const }),
      },
      work.platform.now(),
    ),
  )
  if (saved) work.paper = saved
}

async function adoptDoi(work: Work, source: Source, doi: string): Promise<Rejection | null> {
  const other = await findOtherByDoi(work.platform.db, doi, work.paper.id)
  if (other) {
    return reject(work, source, {
      code: 'ambiguous_match',
      detail: `It seems to be ${doi}, which paper ${other.id} is already.`,
    })
  }
  const origins = { ...JSON.parse(work.paper.sources_json ?? '{}'), doi: source.name }
  const extra = { doi, doi_state: 'registered' as const, sources_json: JSON.stringify(origins) }
  const saved = await work.job.fenced((tx) => saveDetails(tx, work.paper.id, [], extra, work.platform.now()))
  if (saved) work.paper = saved
  note(work, { what: 'identify', source: source.name, result: 'ok', sentence: `Its DOI is ${doi}.` })
  return null
}

function reject(work: Work, source: Source, rejection: Rejection): Rejection {
  noteRejection(work, 'identify', source.name, rejection)
  return rejection
}

const askingOf = ({ platform, contact, job }: Work, source: Source): Asking => ({
  http: platform.http,
  contact,
  baseUrl: source.baseUrl(platform.config.papers),
  now: platform.now(),
  signal: job.signal,
})

type Trouble = Exclude<SourceAnswer<Findings>, { kind: 'ok' | 'not-found' | 'not-applicable' }>

/** Null where the paper can go on without this source. */
async function troubleWith(
  work: Work,
  source: Source,
  what: 'identify' | 'details',
  answer: Trouble,
): Promise<Rejection | null> {
  switch (answer.kind) {
    case 'retry':
      noteRejection(work, what, source.name, answer.rejection)
      return answer.rejection
    case 'blocked': {
      // Asking on would make it worse, for this paper and for all others.
      await pauseCollector(work.platform, {
        by: 'system',
        reason: `${source.title} refuses us: ${answer.detail}`,
      }).catch(ignoreRefusal)
      const rejection: Rejection = { code: 'forbidden', detail: answer.detail, retryAfterMs: dayMs, isResting: true }
      noteRejection(work, what, source.name, rejection)
      return rejection
    }
    case 'config-missing':
      noteRejection(work, what, source.name, { code: 'config_missing', detail: answer.detail })
      return null
    case 'contract-error':
      noteRejection(work, what, source.name, { code: 'adapter_contract', detail: answer.detail })
      await tellOnceADay(work, source, answer.detail, answer.sample)
      return null
  }
}

const told = new Map<string, string>()

async function tellOnceADay({ platform }: Work, source: Source, detail: string, sample: string): Promise<void> {
  const day = platform.now().slice(0, 10)
  if (told.get(source.name) === day) return
  told.set(source.name, day)
  platform.log.error({ source: source.name, detail }, 'a source answers in an unknown shape')
  await platform.activity.record(platform.db, {
    actor: 'system',
    action: 'papers.source-changed',
    status: 'error',
    target: `papers/source/${source.name}`,
    message: `${source.title} answers in a shape this version does not know (${detail}).`,
    details: { sample },
  })
}

/** The collector may be stopped or paused already, which is as good. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'papers.command-refused')) throw error
}
