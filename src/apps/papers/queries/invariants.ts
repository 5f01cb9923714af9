import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import { fallbackVolume } from './schedule.ts'

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I9' | 'I11' | 'I12' | 'I13' | 'I15'

const most = 20

/** Each answers with what breaks it, in a few words, and with nothing where all is well. */
export const invariantQueries: Readonly<Record<Invariant, (db: Db) => Promise<string[]>>> = {
  I1: (db) =>
    texts(db, sql`select 'paper ' || paper_id as what from papers_planned group by paper_id having count(*) > 1`),
  I2: (db) =>
    texts(
      db,
      sql`select 'paper ' || p.id || ' is ' || p.status || ' without a job' as what from papers p
          left join papers_planned q on q.paper_id = p.id
          where p.status in ('pending', 'running') and q.paper_id is null
        union all
        select 'paper ' || p.id || ' is ' || p.status || ' with a job' from papers_planned q
          join papers p on p.id = q.paper_id where p.status not in ('pending', 'running')
        union all
        select 'paper ' || p.id || ' is running and was never started' from papers_planned q
          join papers p on p.id = q.paper_id where p.status = 'running' and q.started_at is null`,
    ),
  I3: (db) =>
    texts(
      db,
      sql`select 'paper ' || id || ' is ' || status as what from papers
          where (previous_status is not null) <> (status in ('pending', 'running'))
             or previous_status in ('pending', 'running', 'deleted')`,
    ),
  I4: (db) =>
    texts(
      db,
      sql`select 'paper ' || id || ' is ' || status as what from papers
          where (next_attempt_at is not null) <> (status = 'deferred')`,
    ),
  I5: (db) =>
    texts(
      db,
      sql`select 'paper ' || q.paper_id || ' while ' || c.state as what from papers_planned q
          join papers_collector c on c.state in ('stopped', 'emergency')
          where q.bucket_start is not null or c.state = 'emergency' or q.created_at < c.changed_at`,
    ),
  I6: (db) =>
    texts(
      db,
      sql`select 'paper ' || p.id as what from papers p join papers_planned q on q.paper_id = p.id
          where (p.previous_status = 'deferred') <> (q.deferred_until is not null)`,
    ),
  I9: (db) =>
    texts(
      db,
      sql`select 'paper ' || p.id as what from papers p join papers_planned q on q.paper_id = p.id
          where q.bucket_start is not null and p.previous_status = 'done'`,
    ),
  I11: (db) =>
    texts(
      db,
      sql`select 'plans of ' || bucket_start as what from (
            select bucket_start, lag(bucket_end) over (order by bucket_start) as before from papers_hour_plans
          ) as plans where before > bucket_start`,
    ),
  I12: (db) =>
    texts(
      db,
      sql`select local_date || ': ' || started || ' starts' as what from (
            select local_date, sum(started) as started, min(bucket_start) as first, max(bucket_end) as last
            from papers_hour_plans group by local_date
          ) as days
          where started > (
            select max(papers_per_day) from (
              select 0 as version, cast(${fallbackVolume} as integer) as papers_per_day, '' as valid_from
              union all select version, papers_per_day, valid_from from papers_volumes
            ) as volumes
            where valid_from < days.last and not exists (
              select 1 from papers_volumes later
              where later.version > volumes.version and later.valid_from <= days.first
            ))`,
    ),
  I13: (db) =>
    texts(
      db,
      sql`select 'paper ' || q.paper_id || ' at ' || q.run_at as what from papers_planned q
          left join papers_hour_plans h on h.bucket_start = q.bucket_start
          where q.bucket_start is not null
            and (h.bucket_start is null or q.run_at < h.bucket_start or q.run_at >= h.bucket_end)`,
    ),
  I15: (db) =>
    texts(
      db,
      sql`select 'paper ' || p.id || ' has no file' as what from papers p
          where p.fulltext_state = 'stored' and not exists (select 1 from papers_files f where f.paper_id = p.id)`,
    ),
}

async function texts(db: Db, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{
    what: string
  }>`select what from (${query}) as broken order by what limit ${most}`.execute(db)
  return rows.map(({ what }) => what)
}

/** Papers that are Pending or Running though nothing is planned for them. */
export async function lostPapers(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('papers')
    .select('id')
    .where('status', 'in', ['pending', 'running'])
    .where('id', 'not in', (planned) => planned.selectFrom('papers_planned').select('paper_id'))
    .orderBy('id')
    .limit(10_000)
    .execute()
  return rows.map(({ id }) => id)
}
