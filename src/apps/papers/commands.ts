import { type Command, InvalidArgumentError } from 'commander'
import type { Shell } from '../../platform/app.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { importCommand } from './importing/commands.ts'
import { bucketAt } from './planning/buckets.ts'
import { quotasOf } from './planning/day-quotas.ts'
import { attemptsOf } from './queries/attempts.ts'
import { findCollector } from './queries/collector.ts'
import { countLeft } from './queries/eligible.ts'
import { filesOf } from './queries/files.ts'
import { countByStatus, findPaperByIdOrDoi, listPapers, type StoredPaper } from './queries/papers.ts'
import { upcoming } from './queries/planned.ts'
import { plansOf } from './queries/plans.ts'
import { findSchedule } from './queries/schedule.ts'
import { ResetScope } from './schemas.ts'
import { planScopeSetting } from './settings.ts'
import { statuses, statusLabels } from './statuses.ts'
import type { CollectorRow, PaperStatus } from './tables.ts'

const by = 'cli'
/** Loaded by who works the collector, not by who reads. */
const collecting = () => import('./collecting.ts')

/** `lyceum papers …`: what the collector's pages do, for the command line. */
export function papersCommands(program: Command, shell: Shell): void {
  const papers = program.command('papers').description('Lists of papers, and the collector')
  addReading(papers, shell)
  addCollector(papers, shell)
  importCommand(papers, shell)
}

function addReading(papers: Command, shell: Shell): void {
  papers
    .command('list')
    .description('list papers, in the order in which they were added')
    .option('--status <status>', `one of ${statuses.join(', ')}`, readStatus)
    .option('--after <seq>', 'go on after this paper', readNumber)
    .option('--limit <number>', 'at most 200', readNumber, 50)
    .action(async ({ status, after, limit }: { status?: PaperStatus; after?: number; limit: number }) => {
      const { db } = await shell.platform()
      const found = await listPapers(db, { status, after, limit: Math.min(Math.max(limit, 1), 200) })
      shell.print(found, (rows) => rows.map(lineOf).join('\n') || 'No papers.')
    })
  papers
    .command('show')
    .description('show one paper with its files and attempts')
    .argument('<id-or-doi>')
    .action(async (idOrDoi: string) => {
      const { db } = await shell.platform()
      const paper = await demandPaper(db, idOrDoi)
      const shown = { ...paper, files: await filesOf(db, paper.id), attempts: await attemptsOf(db, paper.id) }
      shell.print(shown, ({ files, attempts }) =>
        [lineOf(paper), `${files.length} files, ${attempts.length} attempts`].join('\n'),
      )
    })
  papers
    .command('plan')
    .description('show today’s plan, and what comes next')
    .option('--date <date>', 'a local date, as 2026-03-29')
    .action(async ({ date }: { date?: string }) => shell.print(await planOf(await shell.platform(), date), wordsOfPlan))
}

function addCollector(papers: Command, shell: Shell): void {
  const command = (
    name: string,
    description: string,
    act: (platform: Platform, reason: string, options: Options) => Promise<unknown>,
  ) =>
    papers
      .command(name)
      .description(description)
      .option('--reason <words>', 'why, for the log', 'from the command line')
      .action(async (options: Options) => {
        const platform = await shell.platform()
        await act(platform, options.reason, options)
        shell.print(await statusOf(platform), wordsOfStatus)
      })

  command('start', 'start collecting', async (platform, reason, { acknowledge }) =>
    (await collecting()).startCollector(platform, { by, reason }, acknowledge === true),
  ).option('--acknowledge', 'after an emergency stop: the cause is gone')
  command('pause', 'finish what runs, claim nothing more', async (platform, reason) =>
    (await collecting()).pauseCollector(platform, { by, reason }),
  )
  command('resume', 'go on after a pause', async (platform, reason) =>
    (await collecting()).resumeCollector(platform, { by, reason }),
  )
  command('stop', 'put planned papers back, and finish what runs', async (platform, reason, { emergency }) => {
    const { emergencyStop, stopCollector } = await collecting()
    return (emergency ? emergencyStop : stopCollector)(platform, { by, reason })
  }).option('--emergency', 'call off everything at once')
  command('reset', 'set the collector back', async (platform, reason, { scope, yes }) => {
    if (!yes)
      throw new UserError(
        'conflict',
        'papers.not-confirmed',
        'Add --yes to confirm the reset. Files stay; a copy of the database is made first.',
      )
    return (await collecting()).resetCollector(platform, { by, reason }, ResetScope.parse(scope ?? 'state'))
  })
    .option('--scope <scope>', `one of ${ResetScope.options.join(', ')}`, readScope, 'state')
    .option('--yes', 'confirm')
  papers
    .command('process')
    .description('collect one paper now')
    .argument('<id-or-doi>')
    .action(async (idOrDoi: string) => {
      const platform = await shell.platform()
      const paper = await demandPaper(platform.db, idOrDoi)
      await (await import('./single-papers.ts')).processNow(platform, by, paper.id)
      shell.print(
        { id: paper.id, queued: true },
        () => `${paper.doi ?? paper.id} is queued; a running house takes it up.`,
      )
    })
}

type Options = { reason: string; acknowledge?: boolean; emergency?: boolean; scope?: string; yes?: boolean }

async function planOf({ db, config, now, settings }: Platform, wanted: string | undefined) {
  const schedule = await findSchedule(db, config.timezone)
  const date = wanted ?? bucketAt(now(), schedule.timezone).date
  if (Number.isNaN(Date.parse(date)))
    throw new UserError('invalid', 'papers.date', `"${date}" is no date, such as 2026-03-29.`)
  const scope = await settings.get(db, planScopeSetting)
  return {
    date,
    schedule,
    quotas: quotasOf(date, schedule),
    scope,
    papersLeft: await countLeft(db, scope),
    plans: await plansOf(db, date),
    upcoming: await upcoming(db, 20),
  }
}

type PlanView = Awaited<ReturnType<typeof planOf>>

function wordsOfPlan({ date, schedule, quotas, scope, papersLeft, plans, upcoming: next }: PlanView): string {
  const hours = quotas.map((quota, hour) => {
    const plan = plans.find((one) => one.hour === hour)
    return `${String(hour).padStart(2, '0')}:00  ${quota}${plan ? `  (${plan.state}: ${plan.started} of ${plan.planned} started)` : ''}`
  })
  const times = next.map(({ run_at, doi, paper_id }) => `${run_at}  ${doi ?? paper_id}`)
  const { lists, tags, journals } = scope
  const only = Object.entries({ lists, tags, journals }).flatMap(([name, some]) =>
    some.length > 0 ? [`Only ${name}: ${some.join('; ')}`] : [],
  )
  const count = papersLeft === 1 ? '1 paper waits.' : `${papersLeft} papers wait.`
  const waiting = papersLeft === 0 && only.length > 0 ? 'Nothing that waits matches.' : count
  const head = `${date} ${schedule.timezone}, ${schedule.papersPerDay} papers a day`
  return [head, ...only, waiting, ...hours, 'Next:', ...times].join('\n')
}

async function statusOf({ db }: Platform) {
  return { collector: await findCollector(db), papers: await countByStatus(db) }
}

function wordsOfStatus({
  collector,
  papers,
}: {
  collector: CollectorRow
  papers: Record<PaperStatus, number>
}): string {
  const counts = statuses
    .filter((status) => papers[status] > 0)
    .map((status) => `${statusLabels[status]} ${papers[status]}`)
  return [
    `The collector is ${collector.state} (${collector.changed_by}, ${collector.changed_at}).`,
    counts.join(', '),
  ].join('\n')
}

async function demandPaper(db: Platform['db'], idOrDoi: string): Promise<StoredPaper> {
  const paper = await findPaperByIdOrDoi(db, idOrDoi)
  if (paper) return paper
  throw new UserError('not-found', 'papers.unknown', `There is no paper with the id or DOI "${idOrDoi}".`)
}

const lineOf = ({ seq, status, doi, title, failure_code }: StoredPaper): string =>
  [seq, statusLabels[status] + (failure_code ? ` (${failure_code})` : ''), doi ?? '-', title ?? '-'].join('\t')

function readStatus(word: string): PaperStatus {
  const status = statuses.find((one) => one === word.toLowerCase())
  if (!status) throw new InvalidArgumentError(`One of ${statuses.join(', ')}.`)
  return status
}

function readScope(word: string): ResetScope {
  const scope = ResetScope.safeParse(word)
  if (!scope.success) throw new InvalidArgumentError(`One of ${ResetScope.options.join(', ')}.`)
  return scope.data
}

function readNumber(word: string): number {
  if (!/^\d{1,12}$/.test(word)) throw new InvalidArgumentError('A whole number.')
  return Number(word)
}
