import { deserialize, serialize } from 'node:v8'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'

/** Results of phases that are kept until the whole analysis has ended: what was interrupted goes on behind the last of them. */
export type Phases = Readonly<{
  /** What was found before, or else what `find` finds; that is kept before the next phase begins. */
  keep: <Value>(phase: KeptPhase, find: () => Promise<Value> | Value) => Promise<Value>
  /** Nothing is interrupted any more. */
  forget: () => Promise<void>
}>

const keptPhases = ['seed', 'select', 'sample', 'evidence'] as const
type KeptPhase = (typeof keptPhases)[number]

/** More is faster found again than kept in the database of the house. */
const mostBytes = 16e6
/** So many analyses may be interrupted at once; the next one takes the place of the oldest. */
const places = 64

type Kept = Readonly<{ task: string; value: unknown }>

/** Phases of one task of the house, whichever process works at it. */
export function phasesOf({ blobs, task, plugin, log }: Needed): Phases {
  const owner = `${plugin.version} ${task.number}`
  const placeOf = (phase: KeptPhase): string => `phase/${task.number % places}/${phase}`
  return {
    keep: async (phase, find) => {
      const bytes = await blobs.get(placeOf(phase))
      const kept = bytes && (deserialize(bytes) as Kept)
      if (kept?.task === owner) {
        if (phase !== 'seed') log(`${phase}: done before the interruption`)
        return kept.value as Awaited<ReturnType<typeof find>>
      }
      const value = await find()
      const found = serialize({ task: owner, value } satisfies Kept)
      if (found.length <= mostBytes) await blobs.set(placeOf(phase), found)
      return value
    },
    forget: async () => {
      for (const phase of keptPhases) await blobs.delete(placeOf(phase))
    },
  }
}

type Needed = Readonly<{
  blobs: RunContext['blobs']
  task: Pick<RunContext['task'], 'number'>
  plugin: Pick<RunContext['plugin'], 'version'>
  log: RunContext['log']
}>
