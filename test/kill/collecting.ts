import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findViolations } from '../../src/apps/papers/invariants.ts'
import { findCollector } from '../../src/apps/papers/queries/collector.ts'
import { changeSchedule } from '../../src/apps/papers/scheduling.ts'
import { addPapers } from '../../src/apps/papers/test/support.ts'
import type { DatabaseKind } from '../../src/platform/database/migrating.ts'
import type { Db } from '../../src/platform/database/tables.ts'
import type { ProcessEnvironment } from '../support/process.ts'
import { type KnownPaper, type Publishers, startPublishers } from '../support/publishers.ts'
import { until } from '../support/until.ts'
import { type Books, openBooks } from './books.ts'
import { type DrivenClock, driveClock } from './driven-clock.ts'
import { type Killable, type KilledHouse, openKilledHouse } from './killed-house.ts'
import { lookAtEnd, type Standing, standingOf, whatAStopChanged } from './looking.ts'
import { killAt, killWhileStarting, type Moment } from './moments.ts'
import { chanceFor } from './seeded.ts'

/** For every hour of the house 40 papers. */
const papersPerDay = 960

/** What the driver saw that must not be, and what it met on its way. */
export type Seen = Readonly<{
  findings: readonly string[]
  kills: Readonly<Record<string, number>>
  /** Bodies found whole after a kill that no paper had yet, and bodies found begun. */
  bodiesArrived: number
  bodiesBegun: number
  /** Papers by their last status. */
  papers: Readonly<Record<string, number>>
  /** Stops that a kill met, and that were over by the time of the next start. */
  stopsLookedAt: number
}>

type Scene = {
  readonly house: KilledHouse
  /** Starts what is to be killed. */
  readonly start: () => Promise<Killable>
  readonly clock: DrivenClock
  readonly publishers: Publishers
  readonly books: Books
  readonly papers: readonly KnownPaper[]
  readonly speed: number
  readonly findings: string[]
  /** How the papers stood when the collector was started; undefined before. */
  standing: Standing | undefined
  stopsLookedAt: number
}

export type Fire = Readonly<{
  moments: readonly Moment[]
  papersPerKill: number
  /** How many times faster than ours the clock of the house runs; 240 make an hour take 15 s. */
  speed?: number
  /** Added to the environment of the server: a fixture with a fault, say. */
  more?: ProcessEnvironment
  /** SQLite when absent. */
  kind?: DatabaseKind
  /** What is killed, and ends it all, is a bare worker; else it is the whole server, which brings half of the papers in. */
  isBare?: boolean
}>

/**
 * Lets a real server collect papers from a server that counts, kills it at the given moments, and looks after each kill and
 * after each start at what is there.
 */
export async function collectUnderFire(
  t: TestContext,
  { moments, papersPerKill, speed = 240, more = {}, kind, isBare = false }: Fire,
): Promise<Seen> {
  const scene = await openScene(t, { count: moments.length * papersPerKill, speed, isBare, more }, kind)
  const { house, clock, papers, findings } = scene
  const chance = chanceFor('collecting')
  const half = isBare ? papers.length : Math.ceil(papers.length / 2)
  await bringFirst(scene, papers.slice(0, half))

  const kills: Record<string, number> = {}
  for (const [n, moment] of moments.entries()) {
    if (moment === 'starting') await killWhileStarting(house, chance, isBare)
    const server = await scene.start()
    await lookForViolations(scene, `after start ${n}`)
    await keepCollecting(scene, server)
    if (n === moments.length >> 1 && half < papers.length) await house.bringIn('second.csv', listOf(papers.slice(half)))
    clock.run(speed)
    await killAt(moment, server, { house, clock, chance, speed, isBare })
    clock.rest()
    kills[moment] = (kills[moment] ?? 0) + 1
    await house.onCopy(async (db) => {
      findings.push(...(await findViolations(db)).map(({ invariant, what }) => `after kill ${n}: ${invariant} ${what}`))
      await scene.books.balance(db)
    })
  }
  const statuses = await finish(scene)
  return {
    findings: [...findings, ...scene.books.findings()],
    kills,
    bodiesArrived: scene.books.arrivedOnly(),
    bodiesBegun: scene.books.begun(),
    papers: statuses,
    stopsLookedAt: scene.stopsLookedAt,
  }
}

type Wanted = Readonly<{ count: number; speed: number; isBare: boolean; more: ProcessEnvironment }>

async function openScene(
  t: TestContext,
  { count, speed, isBare, more }: Wanted,
  kind: DatabaseKind | undefined,
): Promise<Scene> {
  const publishers = await startPublishers(t)
  const clock = await driveClock(t)
  const house = await openKilledHouse(t, { ...publishers.environment, LYCEUM_DEV_CLOCK: clock.file }, kind)
  const papers = Array.from({ length: count }, (_, n): KnownPaper => {
    const manner = n % 11 === 5 ? 'gone' : n % 13 === 7 ? 'cut-once' : 'drip'
    return { doi: `10.5555/fire.${n}`, title: `Fire and paper number ${n}`, manner }
  })
  publishers.know(...papers)
  const books = openBooks(publishers, house.instanceFolder)
  const start = (): Promise<Killable> => (isBare ? house.startBare(more) : house.start(more))
  return { house, start, clock, publishers, books, papers, speed, findings: [], standing: undefined, stopsLookedAt: 0 }
}

const listOf = (papers: readonly KnownPaper[]): string =>
  `title,doi\n${papers.map(({ title, doi }) => `${title},${doi}`).join('\n')}\n`

/** So that there is something to collect from the first moment on. */
function bringFirst({ house }: Scene, papers: readonly KnownPaper[]): Promise<void> {
  return house.asCommand(async (platform, by) => {
    await changeSchedule(platform, by, { weights: Array.from({ length: 24 }, () => 1), papersPerDay })
    await addPapers(
      platform,
      papers.map(({ doi, title }) => ({ doi, ...(title !== undefined && { title }) })),
    )
  })
}

/** Starts the collector where it rests; what a stop has left is looked at first. */
async function keepCollecting(scene: Scene, server: Killable): Promise<void> {
  const { house, clock, speed } = scene
  clock.run(speed)
  const { state } = await house.beside(async (db) => {
    await until('the stop is over', async () => (await findCollector(db)).state !== 'draining')
    return findCollector(db)
  })
  clock.rest()
  if (state === 'running') return

  await lookAtRest(scene)
  await server.command('start')
}

/** PAP-I5, PAP-I6, PAP-I20: nothing is planned, every paper is what it was, and nobody is asked for anything. */
async function lookAtRest(scene: Scene): Promise<void> {
  const { house, publishers, findings, standing } = scene
  await lookForViolations(scene, 'at rest')
  const asked = publishers.asked.length
  await sleep(150)
  if (publishers.asked.length > asked)
    findings.push(`the collector rests, and asked for ${publishers.asked.at(-1)?.path}`)
  const now = await house.beside(standingOf)
  if (standing) {
    scene.stopsLookedAt++
    findings.push(...whatAStopChanged(standing, now))
  }
  scene.standing = now
}

async function lookForViolations({ house, findings }: Scene, when: string): Promise<void> {
  const violations = await house.beside(findViolations)
  findings.push(...violations.map(({ invariant, what }) => `${when}: ${invariant} ${what}`))
}

/** In peace: everything comes to an end, the collector is stopped, and what is there is compared with what was sent. */
async function finish(scene: Scene): Promise<Record<string, number>> {
  const { house, clock, speed, papers, publishers, findings } = scene
  const server = await scene.start()
  await lookForViolations(scene, 'after the last start')
  await keepCollecting(scene, server)
  clock.run(3 * speed)
  const patienceMs = 120_000 + papers.length * 500
  await house.beside(async (db) => {
    await until('every paper has had its turn', async () => !(await isAnyOpen(db)), patienceMs)
    await server.command('stop')
    await until('the collector has stopped', async () => (await findCollector(db)).state === 'stopped')
  })
  clock.rest()
  await lookAtRest(scene)
  const { code } = await server.stop()
  if (code !== 0) findings.push(`the last stop ended with ${code}`)
  const { statuses, wrong } = await house.onCopy((db) => lookAtEnd(db, house.instanceFolder, papers, publishers))
  findings.push(...wrong)
  return statuses
}

/** Whether a paper waits for a plan or its time, or is being collected. */
async function isAnyOpen(db: Db): Promise<boolean> {
  const open = db.selectFrom('papers').select('id').where('status', 'in', ['new', 'pending', 'running']).limit(1)
  return (await open.executeTakeFirst()) !== undefined
}
