import type { Candidate } from '../downloading/candidate.ts'
import type { Rejection } from '../downloading/rejection.ts'
import { findAgency } from '../sources/doi-org.ts'
import { throughOtherDoors } from '../sources/known-sites.ts'
import { fieldOrderSetting, readFieldOrder } from '../sources/settings.ts'
import type { Details, Findings, Source, SourceAnswer, Subject } from '../sources/source.ts'
import type { MetadataState } from '../tables.ts'
import { askingOf, chosenSources } from './asking.ts'
import { askTogether } from './asking-together.ts'
import { type FieldOrder, type Found, saveDetails } from './details.ts'
import { hasBestCandidate, missingDetails, opennessOf } from './gaps.ts'
import { publisherGroup } from './publisher-group.ts'
import { hasRefusedUs, meetTrouble } from './source-trouble.ts'
import { enriched, subjectOf } from './subject.ts'
import { note, type Work } from './work.ts'

/** What the sources know of a paper, and what went wrong while they were asked. */
export type LookedUp = Readonly<{
  candidates: readonly Candidate[]
  /** Pages of open copies whose file nobody names. */
  pages: readonly Candidate[]
  /** Trouble of registries that may pass: the details are not complete without them. */
  trouble: readonly Rejection[]
  /** The same of those who know open copies: it matters where there is no file without them. */
  locatorTrouble: readonly Rejection[]
  /** Sources that could not be asked, for reasons of ours or theirs. */
  skipped: readonly Rejection[]
  openness: 'open' | 'closed' | 'unknown'
  /** Nobody has heard of the DOI. */
  isUnknown: boolean
  /** Asks those too that could not name a better address than was known; null where there are none. */
  further: (() => Promise<LookedUp>) | null
}>

/** What has come together so far. */
type Progress = {
  subject: Subject
  readonly found: Found[]
  readonly trouble: Rejection[]
  readonly locatorTrouble: Rejection[]
  readonly skipped: Rejection[]
  /** Sources that do not know the paper, by name. */
  readonly silent: Set<string>
  readonly order: FieldOrder
}

/**
 * Asks the sources in their order, each only as long as it may add something: a detail that is missing, or, where a file is
 * wanted, a better address than is known. Details go into the table when all have been asked.
 */
export async function lookUp(work: Work, wantsFile: boolean): Promise<LookedUp> {
  const sources = await chosenSources(work.platform)
  const progress = begin(subjectOf(work, await agencyOf(work, sources)), await fieldOrder(work))
  const spared: Source[] = []
  for (const source of sources.filter(({ role }) => role !== 'page')) {
    if (isTurnOf(source, work, progress, wantsFile)) await askOne(work, source, progress)
    else if (wantsFile && source.role !== 'registry') spared.push(source)
    if (isUnknownTo(progress)) break
  }
  const isUnknown = isUnknownTo(progress) || isKnownToNobody(progress)
  await keep(work, progress, isUnknown)
  return {
    ...summaryOf(progress),
    isUnknown,
    further: spared.length > 0 ? () => askSpared(work, spared, progress) : null,
  }
}

async function askSpared(work: Work, spared: readonly Source[], progress: Progress): Promise<LookedUp> {
  for (const source of spared) await askOne(work, source, progress)
  await keep(work, progress, false)
  return { ...summaryOf(progress), isUnknown: false, further: null }
}

function summaryOf(progress: Progress): Omit<LookedUp, 'isUnknown' | 'further'> {
  return {
    candidates: progress.found.flatMap(({ findings }) => findings.candidates),
    pages: progress.found.flatMap(({ findings }) => findings.pages ?? []),
    trouble: progress.trouble,
    locatorTrouble: progress.locatorTrouble,
    skipped: progress.skipped,
    openness: opennessOf(progress.found.map(({ findings }) => findings)),
  }
}

/** Looks at the page of a copy, or at the one that the DOI leads to (null), after everything else gave no file. */
export async function lookAtPage(
  work: Work,
  openness: LookedUp['openness'],
  copy: Candidate | null,
): Promise<Pick<LookedUp, 'candidates' | 'locatorTrouble'> | null> {
  const page = (await chosenSources(work.platform)).find(({ role }) => role === 'page')
  // Where a source states that the paper is closed, its publisher is not bothered.
  if (!page || openness === 'closed' || work.paper.doi === null) return null
  const group = copy?.host === 'repository' ? null : await publisherGroup(work)
  const progress = begin({ ...subjectOf(work, null), page: copy, group }, await fieldOrder(work))
  await askOne(work, page, progress)
  await keep(work, progress, false)
  const findings = progress.found[0]?.findings
  // A file is taken where somebody says that the paper is open: a source, or the page by its licence.
  const isOpen = openness === 'open' || findings?.isOpen === true
  return {
    candidates: isOpen ? (findings?.candidates ?? []) : [],
    locatorTrouble: isOpen ? progress.locatorTrouble : [],
  }
}

const begin = (subject: Subject, order: FieldOrder): Progress => ({
  subject,
  order,
  found: [],
  trouble: [],
  locatorTrouble: [],
  skipped: [],
  silent: new Set(),
})

async function askOne(work: Work, source: Source, progress: Progress): Promise<void> {
  const asking = await askingOf(work, source)
  if (await hasRefusedUs(asking)) return
  await askTogether(work, source, progress.subject.doi, asking)
  const answer = await source.lookUp(progress.subject, asking)
  if (answer.kind === 'not-applicable') return
  if (answer.kind === 'ok') return take(work, source, progress, answer.value)
  if (answer.kind === 'not-found') {
    progress.silent.add(source.name)
    const sentence = `${source.title} does not know the paper.`
    return note(work, { what: 'details', source: source.name, result: 'nothing', sentence })
  }
  const { kind, rejection } = await meetTrouble(work, source, 'details', answer)
  if (source.role === 'extra' || (kind === 'skipped' && answer.kind === 'blocked')) return
  if (kind === 'skipped') progress.skipped.push(rejection)
  else if (source.role === 'registry') progress.trouble.push(rejection)
  else progress.locatorTrouble.push(rejection)
}

function take(work: Work, source: Source, progress: Progress, value: Findings): void {
  const { arxiv } = work.platform.config.papers.urls
  const files = throughOtherDoors(value.candidates, arxiv)
  const pages = throughOtherDoors(value.pages ?? [], arxiv)
  // The page of a preprint at arXiv has become the address of its file.
  const isFile = ({ url }: Candidate) => url.startsWith(`${arxiv}/pdf/`)
  const findings = {
    ...value,
    candidates: [...files.candidates, ...pages.candidates.filter(isFile)],
    pages: pages.candidates.filter((page) => !isFile(page)),
    identifiers: [...value.identifiers, ...files.identifiers, ...pages.identifiers],
  }
  progress.found.push({ source: source.name, findings, isRegistry: source.role === 'registry' })
  progress.subject = enriched(progress.subject, findings)
  note(work, { what: 'details', source: source.name, result: 'ok', sentence: `${source.title} knows the paper.` })
}

function isTurnOf(source: Source, { paper }: Work, progress: Progress, wantsFile: boolean): boolean {
  const { subject, found, silent } = progress
  if (source.role === 'registry') {
    if (found.some(({ isRegistry }) => isRegistry)) return false
    if (source.name === 'crossref') return subject.agency === null || subject.agency === 'Crossref'
    if (source.name === 'datacite')
      return subject.agency === 'DataCite' || (subject.agency === null && silent.has('crossref'))
    return true
  }
  const findings = found.map((one) => one.findings)
  if (isPreferred(source, progress)) return true
  if (missingDetails(paper, findings).length > 0) return source.name !== 'pmc' || wantsFile
  return wantsFile && !hasBestCandidate(findings.flatMap(({ candidates }) => candidates))
}

/** Whether the settings want a field from this source, and none that they name has told it. */
const isPreferred = ({ name }: Source, { order, found }: Progress): boolean =>
  [...order].some(
    ([field, names]) =>
      names.includes(name) &&
      !found.some(({ source, findings }) => names.includes(source) && findings.details[field as keyof Details]),
  )

/** doi.org has the last word on what is registered. */
const isUnknownTo = ({ silent, found }: Progress): boolean => silent.has('doi-org') && found.length === 0

const isKnownToNobody = ({ silent, found, trouble, locatorTrouble, skipped }: Progress): boolean =>
  silent.size > 0 && found.length + trouble.length + locatorTrouble.length + skipped.length === 0

/** Who registered the DOI; null where nobody says, and all are asked then. */
async function agencyOf(work: Work, sources: readonly Source[]): Promise<string | null> {
  const { doi, registration_agency: known } = work.paper
  const resolver = sources.find(({ name }) => name === 'doi-org')
  if (known !== null || doi === null || !resolver) return known
  const answer: SourceAnswer<string | null> = await findAgency(doi, await askingOf(work, resolver, false))
  if (answer.kind === 'ok') return answer.value
  if (answer.kind !== 'not-found' && answer.kind !== 'not-applicable')
    await meetTrouble(work, resolver, 'identify', answer)
  return null
}

/** What was known stays known, where a source is silent today. */
function stateAfter(before: MetadataState, isFound: boolean): MetadataState {
  if (before === 'complete' || before === 'partial') return before
  return isFound ? 'partial' : 'failed'
}

const fieldOrder = async ({ platform: { settings, db } }: Work): Promise<FieldOrder> =>
  readFieldOrder(await settings.get(db, fieldOrderSetting)) ?? new Map()

async function keep(work: Work, { found, subject, order }: Progress, isUnknown: boolean): Promise<void> {
  const isComplete = found.some(({ isRegistry }) => isRegistry)
  const { paper } = work
  const extra = {
    metadata_state: isComplete ? 'complete' : stateAfter(paper.metadata_state, found.length > 0),
    ...(isComplete && { doi_state: 'registered' as const }),
    ...(isUnknown && paper.doi !== null && { doi_state: 'not_found' as const }),
    ...(subject.agency !== null && { registration_agency: subject.agency }),
  } as const
  const saved = await work.job.fenced((tx) => saveDetails(tx, paper.id, found, { extra, order }, work.platform.now()))
  if (saved) work.paper = saved
  work.identifiers = [...work.identifiers, ...found.flatMap(({ findings }) => findings.identifiers)]
}
