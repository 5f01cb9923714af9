import type { Platform } from '../platform.ts'
import { listJobs } from '../tasks/queries.ts'
import { shownPieces } from './loading.ts'
import type { DemoShown } from './pages/panel.ts'
import { tasks } from './tasks.ts'

/** What the panel shows: each piece, and the job that is at it or has failed. */
export async function demoShown(platform: Platform): Promise<DemoShown> {
  const jobs = await Promise.all(tasks.map(({ name }) => listJobs(platform.db, { task: name }, { limit: 1 })))
  const latest = jobs.flat().sort((a, b) => (a.created_at < b.created_at ? 1 : -1))[0]
  const isOver = latest === undefined || latest.state === 'succeeded' || latest.state === 'cancelled'
  return { pieces: await shownPieces(platform), job: isOver ? null : latest }
}
