import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import { type Endings, endedOutcomes, type Grouping, noEndings, totalOf } from '../endings.ts'
import type { AttemptRow } from '../tables.ts'

/** How the attempts since a moment ended. */
export async function endingsSince(db: Db, since: string): Promise<Endings> {
  const rows = await db
    .selectFrom('papers_attempts')
    .select((attempt) => ['outcome', attempt.fn.countAll<number>().as('count')])
    .where('ended_at', '>=', since)
    .where('outcome', 'in', endedOutcomes)
    .groupBy('outcome')
    .execute()
  return { ...noEndings, ...Object.fromEntries(rows.map(({ outcome, count }) => [outcome, Number(count)])) }
}

/** UTC hour, as `2026-03-29T14`, and how the attempts that ended in it did; hours without any are left out. */
export async function endingsByHour(db: Db, since: string): Promise<(Endings & { hour: string })[]> {
  const hour = sql<string>`substr(ended_at, 1, 13)`
  const rows = await db
    .selectFrom('papers_attempts')
    .select((attempt) => [hour.as('label'), 'outcome', attempt.fn.countAll<number>().as('count')])
    .where('ended_at', '>=', since)
    .where('outcome', 'in', endedOutcomes)
    .groupBy([hour, 'outcome'])
    .orderBy(hour)
    .limit(5_000)
    .execute()
  return gathered(rows).map(({ label, ...endings }) => ({ hour: label, ...endings }))
}

/** How attempts since a moment ended, by what they have in common; those with most attempts first. */
export async function endingsBy(
  db: Db,
  grouping: Grouping,
  since: string,
  limit = 20,
): Promise<(Endings & { label: string })[]> {
  const label = labels[grouping]
  const rows = await db
    .selectFrom('papers_attempts')
    .innerJoin('papers', 'papers.id', 'papers_attempts.paper_id')
    .select((attempt) => [label.as('label'), 'outcome', attempt.fn.countAll<number>().as('count')])
    .where('ended_at', '>=', since)
    .where('outcome', 'in', endedOutcomes)
    .groupBy([label, 'outcome'])
    .limit(20_000)
    .execute()
  return gathered(rows)
    .sort((a, b) => totalOf(b) - totalOf(a) || a.label.localeCompare(b.label))
    .slice(0, limit)
}

/** Empty where nothing is known. */
const labels = {
  host: sql<string>`coalesce(papers_attempts.host, '')`,
  source: sql<string>`coalesce(papers_attempts.source, '')`,
  journal: sql<string>`coalesce(papers.journal, '')`,
  year: sql<string>`coalesce(cast(papers.published_year as text), '')`,
} as const

type Row = Readonly<{ label: string; outcome: AttemptRow['outcome']; count: number }>

function gathered(rows: readonly Row[]): (Endings & { label: string })[] {
  const byLabel = new Map<string, Endings>()
  for (const { label, outcome, count } of rows) {
    byLabel.set(label, { ...(byLabel.get(label) ?? noEndings), [outcome ?? '']: Number(count) })
  }
  return [...byLabel].map(([label, endings]) => ({ label, ...endings }))
}

export type Setback = Readonly<{
  paper_id: string
  ended_at: string
  outcome: AttemptRow['outcome']
  failure_code: string | null
  title: string | null
  doi: string | null
}>

/** The last attempts that did not end well, newest first. */
export async function latestSetbacks(db: Db, limit: number): Promise<Setback[]> {
  const rows = await db
    .selectFrom('papers_attempts')
    .innerJoin('papers', 'papers.id', 'papers_attempts.paper_id')
    .select([
      'paper_id',
      'papers_attempts.ended_at',
      'papers_attempts.outcome',
      'papers_attempts.failure_code',
      'title',
      'doi',
    ])
    .where('papers_attempts.ended_at', 'is not', null)
    .where('papers_attempts.outcome', 'in', ['failed', 'manual', 'deferred'])
    .where('papers.status', '!=', 'deleted')
    .orderBy('papers_attempts.ended_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, ended_at: row.ended_at ?? '' }))
}

/** How many papers are open to everybody, and how; `unknown` where no source has said. */
export async function countByOpenAccess(db: Db): Promise<{ label: string; count: number }[]> {
  const label = sql<string>`coalesce(oa_status, 'unknown')`
  const rows = await db
    .selectFrom('papers')
    .select((paper) => [label.as('label'), paper.fn.countAll<number>().as('count')])
    .where('status', '!=', 'deleted')
    .groupBy(label)
    .orderBy('count', 'desc')
    .limit(50)
    .execute()
  return rows.map((row) => ({ label: row.label, count: Number(row.count) }))
}
