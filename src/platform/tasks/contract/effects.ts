import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'

/** A table of the tests: a job's effect adds a row, and nothing keeps it from adding two. */
export async function createEffects(db: Db): Promise<void> {
  await sql`create table test_effects (job_id text not null, word text not null)`.execute(db)
}

export async function addEffect(db: Db, jobId: string, word: string): Promise<void> {
  await sql`insert into test_effects (job_id, word) values (${jobId}, ${word})`.execute(db)
}

export async function effectsOf(db: Db, jobId: string): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select word from test_effects where job_id = ${jobId} order by word
  `.execute(db)
  return rows.map((row) => row.word)
}
