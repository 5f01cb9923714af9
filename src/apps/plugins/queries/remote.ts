import type { Db } from '../../../platform/database/tables.ts'
import type { RemoteRow, RemoteRunRow, RunnerRow } from '../tables.ts'

export const listRunners = (db: Db): Promise<RunnerRow[]> =>
  db.selectFrom('plugins_runners').selectAll().orderBy('url').limit(1_000).execute()

export const findRunner = (db: Db, seq: number): Promise<RunnerRow | undefined> =>
  db.selectFrom('plugins_runners').selectAll().where('seq', '=', seq).executeTakeFirst()

/** Undefined where this address is known already. */
export async function insertRunner(db: Db, runner: Omit<RunnerRow, 'seq'>): Promise<number | undefined> {
  const row = await db
    .insertInto('plugins_runners')
    .values(runner)
    .onConflict((conflict) => conflict.column('url').doNothing())
    .returning('seq')
    .executeTakeFirst()
  return row && Number(row.seq)
}

export async function updateRunner(db: Db, seq: number, changes: Partial<Omit<RunnerRow, 'seq'>>): Promise<void> {
  await db.updateTable('plugins_runners').set(changes).where('seq', '=', seq).execute()
}

export async function deleteRunner(db: Db, seq: number): Promise<void> {
  await db.deleteFrom('plugins_runners').where('seq', '=', seq).execute()
}

/** Every plugin elsewhere, by name and version; of one runner where its number is given. */
export const listRemote = (db: Db, runnerSeq?: number): Promise<RemoteRow[]> =>
  db
    .selectFrom('plugins_remote')
    .selectAll()
    .$if(runnerSeq !== undefined, (query) => query.where('runner_seq', '=', runnerSeq ?? 0))
    .orderBy('name')
    .orderBy('version')
    .orderBy('seq')
    .limit(10_000)
    .execute()

export const findRemote = (db: Db, seq: number): Promise<RemoteRow | undefined> =>
  db.selectFrom('plugins_remote').selectAll().where('seq', '=', seq).executeTakeFirst()

export async function insertRemote(db: Db, remote: Omit<RemoteRow, 'seq'>): Promise<void> {
  await db.insertInto('plugins_remote').values(remote).execute()
}

export async function updateRemote(db: Db, seq: number, changes: Partial<Omit<RemoteRow, 'seq'>>): Promise<void> {
  await db.updateTable('plugins_remote').set(changes).where('seq', '=', seq).execute()
}

/** Those of a runner that it did not name this time. */
export async function setUnavailable(db: Db, runnerSeq: number, seenBefore: string): Promise<void> {
  await db
    .updateTable('plugins_remote')
    .set({ is_available: 0 })
    .where('runner_seq', '=', runnerSeq)
    .where('seen_at', '<', seenBefore)
    .execute()
}

/** The same task of the same person is kept once; answers with its number. */
export async function insertRemoteRun(db: Db, run: Omit<RemoteRunRow, 'seq'>): Promise<number> {
  const row = await db
    .insertInto('plugins_remote_runs')
    .values(run)
    .onConflict((conflict) => conflict.columns(['owner_id', 'url']).doUpdateSet({ title: run.title }))
    .returning('seq')
    .executeTakeFirstOrThrow()
  return Number(row.seq)
}

export const findRemoteRun = (db: Db, seq: number): Promise<RemoteRunRow | undefined> =>
  db.selectFrom('plugins_remote_runs').selectAll().where('seq', '=', seq).executeTakeFirst()

export async function updateRemoteRun(db: Db, seq: number, changes: Partial<Omit<RemoteRunRow, 'seq'>>): Promise<void> {
  await db.updateTable('plugins_remote_runs').set(changes).where('seq', '=', seq).execute()
}

/** The latest of one person, newest first. */
export const listRemoteRuns = (db: Db, ownerId: string, limit: number): Promise<RemoteRunRow[]> =>
  db
    .selectFrom('plugins_remote_runs')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
