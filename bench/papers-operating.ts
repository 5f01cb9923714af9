import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emergencyStop, startCollector } from '../src/apps/papers/collecting.ts'
import { allPlanned } from '../src/apps/papers/queries/planned.ts'
import { changeSchedule } from '../src/apps/papers/scheduling.ts'
import type { Platform } from '../src/platform/platform.ts'
import { fillPapers, openBenchHouse } from './papers-house.ts'

export const title = 'PAP-A6 collector: planning an hour of 5,000 papers, and an emergency stop of 10,000 live jobs'

const cause = { by: 'system', reason: 'a benchmark' }
const rounds = 3

/** Prints the best and the worst of three rounds, each on a house of its own. */
export async function run(): Promise<void> {
  const planning = { ...(await timed(5_000, (platform) => startCollector(platform, cause))), limitMs: 1_000 }
  const stopping = {
    ...(await timed(
      10_000,
      (platform) => emergencyStop(platform, cause),
      (platform) => startCollector(platform, cause),
    )),
    limitMs: 5_000,
  }
  tell('planner, an hour of 5,000', planning)
  tell('emergency stop, 10,000 live', stopping)
}

type Figures = Readonly<{ bestMs: number; worstMs: number }>
type Step = (platform: Platform) => Promise<unknown>

/** How long a step takes in a house with so many New papers, all of them for the hour that begins. */
async function timed(papers: number, step: Step, before: Step = async () => {}): Promise<Figures> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'lyceum-operating-'))
    const house = await openBenchHouse(folder, (raw) => {
      fillPapers(raw, papers)
      raw.exec(`update papers set status = 'new', failure_code = null, fulltext_state = 'none'`)
    })
    try {
      // A clock that stands at the start of an hour: towards its end there would be less to plan.
      const at = `${house.platform.now().slice(0, 13)}:00:00.000Z`
      const platform = { ...house.platform, now: () => at }
      const weights = Array.from({ length: 24 }, (_, hour) => (hour === Number(at.slice(11, 13)) ? 1 : 0))
      await changeSchedule(platform, 'system', { papersPerDay: 100_000, weights, timezone: 'UTC' })
      await before(platform)
      const liveBefore = (await allPlanned(platform.db)).length
      const startedMs = performance.now()
      await step(platform)
      times.push(performance.now() - startedMs)
      const moved = Math.abs((await allPlanned(platform.db)).length - liveBefore)
      if (moved !== papers) throw new Error(`${moved} of ${papers} papers were planned, or taken back.`)
    } finally {
      await house.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
  return { bestMs: Math.min(...times), worstMs: Math.max(...times) }
}

function tell(what: string, { bestMs, worstMs, limitMs }: Figures & { limitMs: number }): void {
  const holds = bestMs <= limitMs ? 'holds' : 'TOO SLOW'
  console.log(
    `${what.padEnd(30)} best ${Math.round(bestMs)} ms   worst ${Math.round(worstMs)} ms   at most ${limitMs}: ${holds}`,
  )
}
