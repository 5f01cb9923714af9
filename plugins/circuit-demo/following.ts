import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { keepWaiting, openStep, PluginError, type RunResult } from '../../src/apps/plugins/sdk/plugin.ts'
import { type ForeignTask, foreignFailure, openStepOf, takeOver } from '../shared/foreign-tasks.ts'

/** What the demo keeps with its task. */
export type Kept = {
  circuit: string
  /** Address of the executor's task. */
  source: string
  /** Address of the executor's form that stands among our steps; null where none does. */
  relayed: string | null
}

/**
 * Looks at the executor's task and does what its state asks for. What event told of it counts for nothing: one may come
 * late, twice, or after the end.
 */
export async function follow(context: RunContext): Promise<RunResult> {
  const kept = context.data as unknown as Kept
  const task = (await context.readJson(kept.source)) as ForeignTask
  if (task.status === 'FAILURE') throw new PluginError(foreignFailure('executor', task))
  if (task.status === 'SUCCESS') return finish(context, kept, task)
  const step = openStepOf(task, kept.source)
  if (step === undefined) {
    const wasOpen = kept.relayed !== null
    kept.relayed = null
    return keepWaiting({ clearStep: wasOpen })
  }
  if (step.href === kept.relayed) return keepWaiting()
  kept.relayed = step.href
  return openStep(`executor.${step.stepId}`, { href: step.href, uiHref: step.uiHref })
}

async function finish(context: RunContext, { circuit, source }: Kept, task: ForeignTask): Promise<undefined> {
  await context.linkOutput('circuit.qasm', circuit, { dataType: 'executable/circuit', contentType: 'text/x-qasm' })
  await takeOver(context, source, task, ({ name }) => /^result-(?:counts|statevector)/.test(name))
}
