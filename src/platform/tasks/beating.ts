import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { thisProcess } from './hosts.ts'
import type { JobRun } from './running.ts'
import { beatJobs, beatWorker, insertWorker } from './statements/leases.ts'
import { JobStopped } from './tasks.ts'

/** Who holds leases, for how long each time, and what it does when its process is asked to end. */
export type Holder = Readonly<{ platform: Platform; workerId: string; leaseMs: number; leave?: () => void }>

/** As if somebody had told the process to stop: what runs finishes or is handed back. */
const leaveCleanly = (): void => void process.kill(process.pid, 'SIGTERM')

/** Puts a worker on the list of those that live. */
export async function enlist(db: Db, { platform, workerId, leaseMs }: Holder): Promise<void> {
  const at = platform.now()
  const worker = { id: workerId, ...thisProcess(), started_at: at, beat_at: at }
  await insertWorker(db, platform.database.kind, worker, leaseMs)
}

/** Extends the lease of the worker, taken off the list or not, and of its jobs; answers the ids of those it still holds. */
export async function beat(holder: Holder, runs: readonly JobRun[]): Promise<ReadonlySet<string>> {
  const { platform, workerId, leaseMs, leave = leaveCleanly } = holder
  const { kind } = platform.database
  let isWanted = true
  const held = await platform.database.unflushed(async (tx) => {
    const row = await beatWorker(tx, kind, workerId, platform.now(), leaseMs)
    if (!row) await enlist(tx, holder)
    isWanted = !row?.exit_requested_at
    return runs.length > 0 ? beatJobs(tx, kind, runs.map(holding), leaseMs) : new Set<string>()
  })
  if (!isWanted) leave()
  return held
}

/** @throws JobStopped where the job is no longer ours; the work then has not begun. */
export function fenced(
  { platform, leaseMs }: Holder,
  run: JobRun,
  work: (tx: Db) => Promise<unknown>,
  isFlushed: boolean,
): Promise<unknown> {
  const { db, database } = platform
  const guarded = async (tx: Db) => {
    const alive = await beatJobs(tx, database.kind, [holding(run)], leaseMs)
    if (alive.size > 0 && !run.isGivenUp) return work(tx)
    run.stop('lease-lost')
    throw new JobStopped('lease-lost')
  }
  return isFlushed ? db.transaction().execute(guarded) : database.unflushed(guarded)
}

const holding = ({ row }: JobRun) => ({ id: row.id, epoch: row.lease_epoch })
