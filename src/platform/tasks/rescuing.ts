import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { lost, type Outcome, stopped } from './deciding.ts'
import { isGone, type ProcessIdentity } from './hosts.ts'
import { type Recorded, recordOutcomes } from './recording.ts'
import type { ClaimedRow } from './statements/claims.ts'
import { deleteWorkers, findHeldJobs, findLostJobs, type LostRow, listWorkers } from './statements/leases.ts'
import type { AnyTask } from './tasks.ts'

/** Who looks for the dead. */
export type Rescuer = Readonly<{
  platform: Platform
  workerId: string
  here: ProcessIdentity
  /** The caller holds the lock of the instance: any other worker in the list is a dead one. */
  isOnly: boolean
  tasks: ReadonlyMap<string, AnyTask>
}>

/**
 * Takes dead workers off the list, and brings their jobs back to the queue, or to an end after too many deaths. Jobs of
 * tasks that this worker does not know wait for one that does.
 */
export async function rescueJobs(rescuer: Rescuer): Promise<Recorded | undefined> {
  const { platform, tasks } = rescuer
  const { database, now } = platform
  const dead = (await listWorkers(database.db, database.kind)).filter((worker) => isDead(worker, rescuer))
  if (dead.length === 0 && (await findLost(database.db, rescuer)).length === 0) return undefined

  return database.db.transaction().execute(async (tx) => {
    await deleteWorkers(
      tx,
      database.kind,
      dead.map((worker) => worker.id),
    )
    const rows = await findLost(tx, rescuer)
    return recordOutcomes(
      tx,
      platform,
      rows.flatMap((row) => outcomeFor(tasks, row, now())),
      now(),
    )
  })
}

/**
 * Gives back what this worker holds in the database and does not know of, as after a claim whose answer was lost with the
 * connection. Such a job would wait until its lease is over, and then count as one that brought its worker down.
 */
export async function handBackUnknown(
  { db, now }: Platform,
  workerId: string,
  tasks: ReadonlyMap<string, AnyTask>,
  known: readonly ClaimedRow[],
): Promise<Outcome[]> {
  const startOf = (row: ClaimedRow): string => `${row.id} ${row.lease_epoch}`
  const starts = new Set(known.map(startOf))
  const unknown = (await findHeldJobs(db, workerId)).filter((row) => !starts.has(startOf(row)))
  return unknown.flatMap((row) => {
    const task = tasks.get(row.task)
    return task ? [stopped(task, row, 'stopping', now())] : []
  })
}

function isDead(
  worker: ProcessIdentity & { id: string; isOver: boolean },
  { workerId, here, isOnly }: Rescuer,
): boolean {
  return worker.id !== workerId && (isOnly || worker.isOver || isGone(worker, here))
}

async function findLost(db: Db, { platform, tasks }: Rescuer): Promise<LostRow[]> {
  return findLostJobs(db, platform.database.kind, [...tasks.keys()])
}

function outcomeFor(tasks: ReadonlyMap<string, AnyTask>, row: LostRow, now: string): Outcome[] {
  const task = tasks.get(row.task)
  return task ? [lost(task, row, row.progress_value, now)] : []
}
