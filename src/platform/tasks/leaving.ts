import type { Platform } from '../platform.ts'
import { isGone, thisProcess } from './hosts.ts'
import { listWorkers, requestExit } from './statements/leases.ts'

/** A process that was told to end: by a signal on this machine, or by a word in its row on another. */
export type Left = Readonly<{ pid: number; host: string; by: 'signalled' | 'asked' }>

/**
 * Asks every process that runs jobs to end cleanly, as SIGTERM does. One on this machine is signalled only where process
 * id and start time are those of its row, so that a later process with the same id is never hit; one elsewhere reads
 * the request in its row at its next beat.
 */
export async function askToLeave(
  { db, database, activity, now }: Platform,
  by: string,
  signal: (pid: number) => unknown = (pid) => process.kill(pid, 'SIGTERM'),
): Promise<Left[]> {
  const here = thisProcess()
  const workers = (await listWorkers(db, database.kind)).filter(({ isOver }) => !isOver)
  await db.transaction().execute(async (tx) => {
    await requestExit(
      tx,
      workers.map(({ id }) => id),
      now(),
    )
    await activity.record(tx, {
      actor: by,
      action: 'tasks.exit-requested',
      status: 'warning',
      message: `${workers.length} processes were asked to end.`,
    })
  })
  return workers.map(({ pid, host, process_start }) => {
    const isLocal = host === here.host && process_start !== '' && !isGone({ host, pid, process_start }, here)
    if (isLocal) signal(pid)
    return { pid, host: host.split(' ', 1)[0] ?? host, by: isLocal ? 'signalled' : 'asked' }
  })
}
