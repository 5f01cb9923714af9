import type { DatabaseSync } from 'node:sqlite'

/**
 * Entries of two years, as a busy collector writes them: nearly all by the house about papers, one in a thousand by a
 * person. What keeps the table from being changed, and its indices, come back when the rows are in.
 */
export function fillLog(raw: DatabaseSync, rows: number): void {
  const aside = raw
    .prepare(`select type, name, sql from sqlite_schema where tbl_name = 'activity_entries' and sql is not null
      and type in ('index', 'trigger')`)
    .all()
  for (const { type, name } of aside) raw.exec(`drop ${type} ${name}`)
  raw.exec(`insert into activity_entries
      (at, category, action, status, actor, target, message, before_json, after_json, job_id, host, source)
    with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ${rows - 1})
    select
      strftime('%Y-%m-%dT%H:%M:%fZ', 1735689600 + n * ${(2 * 365 * 86_400) / rows}, 'unixepoch'),
      'papers',
      case when n % 1000 = 7 then 'papers.edited' when n % 4 = 0 then 'papers.planned' when n % 4 = 1 then 'papers.started'
           when n % 12 = 2 then 'papers.failed' else 'papers.done' end,
      case when n % 12 = 2 then 'warning' when n % 4 > 1 then 'success' else 'info' end,
      case when n % 1000 = 7 then 'ada' else 'system' end,
      'papers/paper/' || (n / 4 % 1000000),
      'Running → Done: everything that was wanted is there, entry ' || (n % 100000) || '.',
      '{"status":"running"}', '{"status":"done"}',
      'job-' || (n / 4),
      case when n % 4 > 1 then 'host-' || (n / 4 % 40) || '.example' end,
      case when n % 4 > 1 then 'unpaywall' end
    from numbers`)
  for (const { sql } of aside) raw.exec(String(sql))
}
