import type { Command } from 'commander'
import type { Config } from '../config.ts'
import type { Person } from './accounts/person.ts'
import type { AdminTable } from './admin/tables/declaring.ts'
import type { Analyses, RunFollower } from './analyses.ts'
import type { Database } from './database/database.ts'
import type { MigrationLine } from './database/migrating.ts'
import type { Db } from './database/tables.ts'
import type { DemoPiece } from './demo/demo.ts'
import type { Check } from './diagnostics/check.ts'
import type { Gauge } from './metrics/gauges.ts'
import type { NoticeKind } from './notices/notices.ts'
import type { FirstStep, Tour } from './notices/tours.ts'
import type { Platform } from './platform.ts'
import type { Action, Searcher } from './search/search.ts'
import type { Setting } from './settings/settings.ts'
import type { AnySchedule, AnyTask } from './tasks/tasks.ts'
import type { Frame } from './web/frame.ts'
import type { NavItem } from './web/nav.ts'
import type { Web } from './web/web.ts'

/**
 * What a part of the house (platform part or app) declares: the one thing the house imports of it. What it is called
 * stands here, what it does is loaded on first use, so that a worker holds no pages, a page no work, and a command little
 * more than itself.
 */
export type Part = Readonly<{
  /** First part of its addresses, tables, task names, settings and error codes. */
  name: string
  migrations?: MigrationLine
  /** Its background work. */
  tasks?: () => Promise<readonly AnyTask[]>
  /** Work that comes again by the clock. */
  schedules?: () => Promise<readonly AnySchedule[]>
  // biome-ignore lint/suspicious/noExplicitAny: a list of settings holds settings of every value
  settings?: readonly Setting<any>[]
  /** What `lyceum doctor` and Admin → System look at. */
  checks?: () => Promise<readonly Check[]>
  /** Adds the part's addresses to the web server. */
  routes?: () => Promise<(web: Web, platform: Platform) => void>
  /** Its commands by their first word: the one that is said is loaded, and all where somebody asks for help. */
  commands?: Commands
  /** Runs in the worker when it starts, and may answer with what to call when it stops. */
  startWorker?: (platform: Platform) => Promise<(() => Promise<void>) | undefined>
  /** What the part counts when /metrics is asked. */
  gauges?: () => Promise<readonly Gauge[]>
  /** What people may be told of, each where they choose. */
  noticeKinds?: readonly NoticeKind[]
  /** Short walks over the main pages, for those who ask. */
  tours?: readonly Tour[]
  /** What somebody new does first, with whether it is done. */
  firstSteps?: readonly FirstStep[]
  /** Finds the part's things for the search of the house. */
  search?: () => Promise<readonly Searcher[]>
  /** What can be begun from anywhere. */
  actions?: readonly Action[]
  /** Small examples to try the part with. */
  demo?: () => Promise<readonly DemoPiece[]>
  /** What stands around every page of somebody who is signed in. */
  frame?: () => Promise<Frame>
  /** The part's tables as Admin → Tables shows them. */
  adminTables?: () => Promise<readonly AdminTable[]>
  /** What the part keeps of a person: for their export, and for the day on which they leave. */
  personalData?: () => Promise<readonly PersonalData[]>
  /** Runs analyses for other parts. */
  analyses?: () => Promise<Analyses>
  /** Hears what becomes of runs of analyses. */
  followsRuns?: () => Promise<RunFollower>
  /**
   * What was installed into the instance beside its database and files, each as the command that installs it again: a
   * backup names it, and does not hold it. Never throws.
   */
  installed?: (config: Config) => Promise<readonly string[]>
  /** Puts in order what a backup brings back, before the restored database takes its place and anything runs on it. */
  restored?: (platform: Platform) => Promise<void>
  /** Makes anew what one kind of database keeps beside its tables, as an index for searching, after rows came in from the other. */
  copied?: (database: Database) => Promise<void>
}>

/** One kind of thing that is kept of a person. */
export type PersonalData = Readonly<{
  /** Its name in the export, unique in the house. */
  name: string
  /** What it is, in a few words of English. */
  title: string
  /** What becomes of it when the person leaves, in a sentence of English. */
  leaving: string
  /** Everything of one person, in pages of your own; never a secret. */
  rows: (db: Db, personId: string) => AsyncIterable<unknown>
  /** Takes it away, in the transaction that removes the person; absent where it stays, or goes with the person's row. */
  remove?: (tx: Db, personId: string, platform: Platform) => Promise<void>
}>

/** An app: a part that people see in the side bar. */
export type App = Part &
  Readonly<{
    title: string /** Name of a Bootstrap icon. */
    icon: string /** What it is for, in one sentence of English, on the start page. */
    about?: string
    nav: (person: Person) => readonly NavItem[]
  }>

/** What adds the command of each word; words with one answer are added together. */
export type Commands = Readonly<Record<string, () => Promise<(program: Command, shell: Shell) => void>>>

/** What a command is lent: an open house on first use, and one way to print and to end. */
export type Shell = Readonly<{
  config: Config
  /** Every part of the house, for commands that ask all of them. */
  parts: () => Promise<readonly Part[]>
  /** Opens the database and the platform; closed by the shell when the command ends. */
  platform: () => Promise<Platform>
  /** Opens a house with another configuration; whoever asks for it closes it. */
  open: (config: Config) => Promise<Readonly<{ platform: Platform; close: () => Promise<void> }>>
  /** Prints a result: as JSON with `--json`, else as the lines that `words` makes of it. */
  print: <Value>(value: Value, words: (value: Value) => string) => void
  /** Exit code 1: the command found something, or failed, and has said so. */
  foundSomething: () => void
  /** Whole standard input, for secrets. */
  readStdin: () => Promise<string>
}>

export const defineApp = (app: App): App => app
export const definePart = (part: Part): Part => part

/** The schema steps of parts, in the order in which they are applied. */
export const migrationsOf = (parts: readonly Pick<Part, 'migrations'>[]): MigrationLine[] =>
  parts.flatMap(({ migrations }) => migrations ?? [])

/** What parts declare of one kind, loaded now: `declaredBy(parts, (part) => part.tasks?.())`. */
export async function declaredBy<Declared>(
  parts: readonly Part[],
  of: (part: Part) => Promise<readonly Declared[]> | undefined,
): Promise<Declared[]> {
  return (await Promise.all(parts.map((part) => of(part) ?? []))).flat()
}
