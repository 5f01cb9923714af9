import type { Database } from '../../../platform/database/database.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { SourceAnswerRow, SourceDayRow } from '../tables.ts'
import { chunked } from './chunks.ts'

/** What a source answered, as long as it holds. */
export function findSourceAnswer(
  db: Db,
  source: string,
  question: string,
  now: string,
): Promise<Pick<SourceAnswerRow, 'body_json'> | undefined> {
  return db
    .selectFrom('papers_source_answers')
    .select('body_json')
    .where('source', '=', source)
    .where('question', '=', question)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Those of the questions whose answers still hold. */
export async function findKnownQuestions(
  db: Db,
  source: string,
  questions: readonly string[],
  now: string,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  for (const some of chunked(questions)) {
    const rows = await db
      .selectFrom('papers_source_answers')
      .select('question')
      .where('source', '=', source)
      .where('question', 'in', some)
      .where('expires_at', '>', now)
      .execute()
    for (const { question } of rows) known.add(question)
  }
  return known
}

/** Keeps what a source answered to questions, null for what it does not know. Lost in a power cut, it is asked for again. */
export async function keepSourceAnswers(
  database: Database,
  { source, at, forMs }: Readonly<{ source: string; at: string; forMs: number }>,
  bodies: ReadonlyMap<string, unknown>,
): Promise<void> {
  const expires_at = new Date(Date.parse(at) + forMs).toISOString()
  const rows = [...bodies].map(([question, body]): SourceAnswerRow => {
    const body_json = body === null ? null : JSON.stringify(body)
    return { source, question, body_json, fetched_at: at, expires_at }
  })
  await database.unflushed(async (tx) => {
    for (const some of chunked(rows))
      await tx
        .insertInto('papers_source_answers')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['source', 'question']).doUpdateSet((row) => ({
            body_json: row.ref('excluded.body_json'),
            fetched_at: row.ref('excluded.fetched_at'),
            expires_at: row.ref('excluded.expires_at'),
          })),
        )
        .execute()
  })
}

/** Removes what no longer holds, about so many at a time; answers how many. */
export async function forgetSourceAnswers(db: Db, now: string, limit: number): Promise<number> {
  const last = await db
    .selectFrom('papers_source_answers')
    .select('expires_at')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst()
  const { numDeletedRows } = await db
    .deleteFrom('papers_source_answers')
    .where('expires_at', '<=', last?.expires_at ?? now)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export function findSourceDay(db: Db, source: string, day: string): Promise<SourceDayRow | undefined> {
  return db
    .selectFrom('papers_source_days')
    .selectAll()
    .where('source', '=', source)
    .where('day', '=', day)
    .executeTakeFirst()
}

/** One question more. */
export async function countSourceRequest(
  database: Database,
  source: string,
  day: string,
  costMicroUsd: number,
): Promise<void> {
  await database.unflushed((tx) =>
    tx
      .insertInto('papers_source_days')
      .values({ source, day, requests: 1, cost_micro_usd: costMicroUsd })
      .onConflict((conflict) =>
        conflict.columns(['source', 'day']).doUpdateSet((row) => ({
          requests: row('papers_source_days.requests', '+', 1),
          cost_micro_usd: row('papers_source_days.cost_micro_usd', '+', costMicroUsd),
        })),
      )
      .execute(),
  )
}

/** True for the first on that day to see that a source answers otherwise than it did. */
export async function noteContractError(
  db: Db,
  source: string,
  day: string,
  { detail, sample }: { detail: string; sample: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('papers_source_days')
    .set({ contract_detail: detail, contract_sample: sample })
    .where('source', '=', source)
    .where('day', '=', day)
    .where('contract_detail', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** What each source was asked on a day, most asked first. */
export function sourceDays(db: Db, day: string): Promise<SourceDayRow[]> {
  return db
    .selectFrom('papers_source_days')
    .selectAll()
    .where('day', '=', day)
    .orderBy('requests', 'desc')
    .orderBy('source')
    .limit(100)
    .execute()
}
