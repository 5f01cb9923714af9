import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../../src/platform/database/tables.ts'
import type { KnownPaper, Publishers } from '../support/publishers.ts'

/** What a stop must give back, by paper. */
export type Standing = ReadonlyMap<string, Readonly<{ tries: number; was: string }>>

export async function standingOf(db: Db): Promise<Standing> {
  const rows = await db
    .selectFrom('papers')
    .select(['id', 'attempt_count', 'status', 'next_attempt_at', 'failure_code', 'previous_status', 'priority'])
    .execute()
  return new Map(rows.map(({ id, attempt_count, ...was }) => [id, { tries: attempt_count, was: JSON.stringify(was) }]))
}

/** Papers that were not tried to the end since, and are not as they were. */
export function whatAStopChanged(before: Standing, after: Standing): string[] {
  return [...before].flatMap(([id, { tries, was }]) => {
    const now = after.get(id)
    if (!now) return [`paper ${id} is lost`]
    return now.tries === tries && now.was !== was ? [`after a stop paper ${id} is ${now.was} instead of ${was}`] : []
  })
}

/** How the papers ended, and what is wrong with that. */
export async function lookAtEnd(
  db: Db,
  instanceFolder: string,
  papers: readonly KnownPaper[],
  publishers: Publishers,
): Promise<{ statuses: Record<string, number>; wrong: string[] }> {
  const rows = await db.selectFrom('papers').select(['id', 'doi', 'status', 'failure_code', 'crash_count']).execute()
  const files = await db.selectFrom('papers_files').select(['paper_id', 'sha256', 'source_url']).execute()
  const wrong: string[] = []
  const statuses: Record<string, number> = {}
  if (rows.length !== papers.length) wrong.push(`${rows.length} papers instead of ${papers.length}`)

  for (const { doi, manner } of papers) {
    const row = rows.find((one) => one.doi === doi)
    if (!row) {
      wrong.push(`${doi} is lost`)
      continue
    }
    const label = row.failure_code === 'crash_loop' ? 'crash_loop' : row.status
    statuses[label] = (statuses[label] ?? 0) + 1
    // Three kills that meet the same paper are what a crash loop is.
    if (label === 'crash_loop' && row.crash_count >= 3) continue
    const own = files.filter((file) => file.paper_id === row.id)
    if (manner === 'gone' ? row.status === 'done' : row.status !== 'done') wrong.push(`${doi} ended as ${label}`)
    if (manner !== 'gone' && own.length !== 1) wrong.push(`${doi} has ${own.length} files`)
    wrong.push(...own.flatMap((file) => wrongBytes(instanceFolder, file, publishers)))
  }
  return { statuses, wrong: [...wrong, ...(await whatIsLeftOpen(db))] }
}

function wrongBytes(
  instanceFolder: string,
  { sha256, source_url }: { sha256: string; source_url: string | null },
  publishers: Publishers,
): string[] {
  const path = join(instanceFolder, 'files', 'blobs', sha256.slice(0, 2), sha256)
  if (!existsSync(path)) return [`the file of ${source_url} is missing`]
  const sent = publishers.bodyOf(decodeURIComponent(new URL(source_url ?? '').pathname))
  const isSame = readFileSync(path).equals(sent) && createHash('sha256').update(sent).digest('hex') === sha256
  return isSame ? [] : [`the file of ${source_url} is not what was sent`]
}

async function whatIsLeftOpen(db: Db): Promise<string[]> {
  const jobs = await db
    .selectFrom('tasks_jobs')
    .select(['id', 'task', 'state'])
    .where('task', 'in', ['papers.process', 'papers.import'])
    .where('state', 'in', ['queued', 'running', 'failed'])
    .where((row) => row.or([row('error_code', 'is', null), row('error_code', '<>', 'crash_loop')]))
    .execute()
  const attempts = await db.selectFrom('papers_attempts').select('paper_id').where('ended_at', 'is', null).execute()
  const lists = await db.selectFrom('papers_imports').select(['name', 'state']).where('state', '<>', 'done').execute()
  return [
    ...jobs.map(({ id, task, state }) => `job ${id} of ${task} is ${state}`),
    ...attempts.map(({ paper_id }) => `a try of paper ${paper_id} was never closed`),
    ...lists.map(({ name, state }) => `${name} is ${state}`),
  ]
}
