import { can } from '../../platform/accounts/permissions.ts'
import type { Person } from '../../platform/accounts/person.ts'
import { findPerson } from '../../platform/accounts/queries/people.ts'
import { analysesOf, type Run, type RunOutput } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import { waysOf } from '../../platform/provenance/ways.ts'
import { findJob, listWorkerRows, waitingBefore } from '../../platform/tasks/queries.ts'
import type { ShownOutput, ShownResults } from './pages/analysis.ts'
import type { ShownAnalysis } from './pages/analysis-card.ts'
import type { ResultTable } from './pages/tables.ts'
import { apiCallFor, commandFor, provenanceOf } from './provenance.ts'
import { countRunning, listDurations } from './queries/analyses.ts'
import { Plot, plotType, readResult, readStart, Summary, summaryType } from './results.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'

/** Runs that an estimate needs at least. */
const leastRuns = 3
const mostRuns = 50
const mostPlots = 40
const mostTables = 10
const mostRows = 50

/** What the card of an analysis says to this person. */
export async function lookAt(
  platform: Platform,
  person: Person | undefined,
  study: StudyRow,
  analysis: AnalysisRow,
): Promise<ShownAnalysis> {
  const run = analysis.run === null ? undefined : await (await analysesOf(platform)).look(platform.db, analysis.run)
  const isActive = analysis.state === 'queued' || analysis.state === 'running'
  return {
    analysis,
    run,
    waiting: analysis.state === 'queued' ? await whyItWaits(platform, analysis, run) : undefined,
    usually: isActive ? await usually(platform, analysis.kind) : undefined,
    mayAct: person !== undefined && person.id === study.owner_id && can(person, 'studies.edit'),
    isAdmin: can(person, 'house.administer'),
  }
}

/** Everything of an analysis. @param href Where this visitor gets a result. */
export async function lookClosely(
  platform: Platform,
  person: Person | undefined,
  study: StudyRow,
  analysis: AnalysisRow,
  href: (output: RunOutput) => string,
): Promise<ShownResults> {
  const shown = await lookAt(platform, person, study, analysis)
  const kind = await (await analysesOf(platform)).find(platform, analysis.kind)
  const record = provenanceOf(platform, analysis, kind)
  const outputs = await outputsOf(platform, shown.run, href)
  const isDone = analysis.state === 'done'
  const summary = isDone
    ? await readResult(
        platform,
        outputs.find(({ dataType }) => dataType === summaryType),
        Summary,
      )
    : undefined
  return {
    ...shown,
    study,
    owner: (await findPerson(platform.db, study.owner_id))?.name ?? '',
    summary,
    plots: isDone ? await plotsOf(platform, outputs) : [],
    tables: isDone ? await tablesOf(platform, outputs) : [],
    outputs,
    record,
    ways: waysOf(record, { command: commandFor(analysis), apiCall: apiCallFor(platform, analysis) }),
    isPublic: false,
  }
}

export async function outputsOf(
  { db, files }: Platform,
  run: Run | undefined,
  href: (output: RunOutput) => string,
): Promise<ShownOutput[]> {
  const shown: ShownOutput[] = []
  for (const output of run?.outputs ?? []) {
    if (output.isFailureState || output.fileId === null) continue
    const stored = await files.find(db, output.fileId)
    if (stored) shown.push({ ...output, href: href(output), sizeBytes: stored.sizeBytes })
  }
  return shown
}

/** What an analysis draws; nothing where it has not ended well. */
export async function plotsOfAnalysis(platform: Platform, { state, run }: AnalysisRow): Promise<Plot[]> {
  if (state !== 'done' || run === null) return []
  const found = await (await analysesOf(platform)).look(platform.db, run)
  return plotsOf(platform, await outputsOf(platform, found, () => ''))
}

async function plotsOf(platform: Platform, outputs: readonly ShownOutput[]): Promise<Plot[]> {
  const found = outputs.filter(({ dataType }) => dataType === plotType).slice(0, mostPlots)
  const plots = await Promise.all(found.map((output) => readResult(platform, output, Plot)))
  return plots.filter((plot) => plot !== undefined)
}

async function tablesOf(platform: Platform, outputs: readonly ShownOutput[]): Promise<ResultTable[]> {
  const tables: ResultTable[] = []
  for (const output of outputs.filter(({ contentType }) => /^text\/csv\b/.test(contentType)).slice(0, mostTables)) {
    const text = await readStart(platform, output, 100_000)
    const lines = (text ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
    const [head = [], ...rows] = lines.slice(0, mostRows + 1).map(cellsOf)
    if (head.length > 0 && head.length <= 40)
      tables.push({ name: output.name, href: output.href, head, rows, isCut: lines.length > mostRows + 1 })
  }
  return tables
}

/** One line of CSV; quotes may hold commas, and line ends inside cells are rare enough to be shown as they are. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )

async function whyItWaits(platform: Platform, analysis: AnalysisRow, run: Run | undefined) {
  const { db } = platform
  const workers = (await listWorkerRows(db)).length
  if (analysis.run === null) return { ofOwn: await countRunning(db, analysis.owner_id), before: 0, workers }
  const job = run?.jobId == null ? undefined : await findJob(db, run.jobId)
  return { ofOwn: 0, before: job?.state === 'queued' ? (await waitingBefore(db, job)).before : 0, workers }
}

/** From the first to the last quarter of how long runs of a kind took. */
async function usually({ db }: Platform, kind: string) {
  const took = await listDurations(db, kind, mostRuns)
  if (took.length < leastRuns) return undefined
  const at = (share: number): number => took[Math.floor(share * (took.length - 1))] ?? 0
  return { fromMs: at(0.25), toMs: at(0.75), runs: took.length }
}
