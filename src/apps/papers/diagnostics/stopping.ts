import type { Platform } from '../../../platform/platform.ts'
import { askToLeave, type Left } from '../../../platform/tasks/leaving.ts'
import { emergencyStop } from '../collecting.ts'
import { countPlanned } from '../queries/planned.ts'
import type { CollectorState } from '../tables.ts'

const by = 'cli'

/** What a stop from outside has done; with it, what became of the processes. */
export type Stopped = Readonly<{ state: CollectorState; takenBack: number; stillPlanned: number }>

/** Forces everything to stop, whether or not a server runs: jobs are called off and papers go back. */
export async function stopEverything(platform: Platform, reason: string): Promise<Stopped> {
  const takenBack = await countPlanned(platform.db)
  const { state } = await emergencyStop(platform, { by, reason })
  return { state, takenBack, stillPlanned: await countPlanned(platform.db) }
}

/** The same, and every process of the house ends cleanly, so that whatever keeps it alive starts the code that is there now. */
export async function quickFix(
  platform: Platform,
  reason: string,
): Promise<Stopped & Readonly<{ processes: readonly Left[] }>> {
  const stopped = await stopEverything(platform, reason)
  return { ...stopped, processes: await askToLeave(platform, by) }
}

export const stopInWords = ({ state, takenBack, stillPlanned }: Stopped): string =>
  [
    `The collector is in state ${state}: ${takenBack} papers went back to what they were, ${stillPlanned} are still planned.`,
    'Start it again with: bin/lyceum papers start --acknowledge',
  ].join('\n')

export function quickFixInWords({ processes, ...stopped }: Awaited<ReturnType<typeof quickFix>>): string {
  const how = { signalled: 'was told to end', asked: 'was asked to end (another machine)' } as const
  const lines = processes.map(({ pid, host, by: way }) => `Process ${pid} on ${host} ${how[way]}.`)
  return [
    stopInWords(stopped),
    ...(lines.length > 0 ? lines : ['No process of the house runs.']),
    'Where nothing starts the house again by itself: bin/lyceum serve',
  ].join('\n')
}
