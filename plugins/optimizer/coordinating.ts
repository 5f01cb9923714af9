import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { keepWaiting, openStep, PluginError, type RunResult } from '../../src/apps/plugins/sdk/plugin.ts'
import { type ForeignStep, type ForeignTask, foreignFailure, openStepOf, takeOver } from '../shared/foreign-tasks.ts'

/** Who is being waited for: the objective function's form, the minimizer's, the minimum, or the end of both. */
export type Phase = 'of_setup' | 'minimizer_setup' | 'minimize' | 'of_cleanup'

/** What the coordinator keeps with its task. A task address is missing until its plugin has told of it. */
export type Coordination = {
  phase: Phase
  features: string
  target: string
  minimizer: string
  objectiveTask?: string
  minimizerTask?: string
  /** Steps of the others that were answered already, so that hearing of them twice does nothing. */
  answered: string[]
}

export type Partner = 'objective' | 'minimizer'

const partnerNames: Readonly<Record<Partner, string>> = { objective: 'objective function', minimizer: 'minimizer' }

export const webhookPaths: Readonly<Record<Partner, string>> = {
  objective: 'objective-function-webhook',
  minimizer: 'minimizer-webhook',
}

/** Opens the first form of a partner among our own steps, with our webhook for its `callback`. */
export async function openSetup(
  context: RunContext,
  partner: Partner,
  pluginUrl: string,
  step: string,
): Promise<RunResult> {
  const { entryPoint } = (await context.readJson(pluginUrl)) as { entryPoint?: { href?: unknown; uiHref?: unknown } }
  if (typeof entryPoint?.href !== 'string' || typeof entryPoint.uiHref !== 'string') {
    throw new PluginError(`${pluginUrl} does not describe a plugin.`)
  }
  const webhook = `${context.plugin.url}task/${context.task.number}/${webhookPaths[partner]}/`
  const called = (href: string): string =>
    withQuery(new URL(href, pluginUrl).href, `callback=${encodeURIComponent(webhook)}`)
  return openStep(step, { href: called(entryPoint.href), uiHref: called(entryPoint.uiHref) })
}

const withQuery = (url: string, query: string): string => `${url}${url.includes('?') ? '&' : '?'}${query}`

/**
 * Looks at a partner's task, and does what its state asks for. Events may come late, twice or never, so that only the
 * state counts.
 */
export async function lookAt(context: RunContext, partner: Partner, source: string): Promise<RunResult> {
  const kept = context.data as unknown as Coordination
  const isNew = remember(kept, partner, source)
  const task = (await context.readJson(source)) as ForeignTask
  if (task.status === 'FAILURE') throw new PluginError(foreignFailure(partnerNames[partner], task))
  const step = openStepOf(task, source)
  if (partner === 'minimizer' && task.status === 'SUCCESS') return finishMinimizer(context, kept, task)
  if (partner === 'objective' && task.status === 'SUCCESS') return finishObjective(context, kept, task)
  if (!step || kept.answered.includes(`${partner}.${step.stepId}`)) return keepWaiting({ clearStep: isNew })
  return answerStep(context, kept, partner, step)
}

/** True where this is the first that is heard of the partner's task: its setup form was filled in. */
function remember(kept: Coordination, partner: Partner, source: string): boolean {
  const name = partner === 'objective' ? 'objectiveTask' : 'minimizerTask'
  if (kept[name] === source) return false
  kept[name] = source
  return true
}

async function answerStep(
  context: RunContext,
  kept: Coordination,
  partner: Partner,
  step: ForeignStep,
): Promise<RunResult> {
  kept.answered.push(`${partner}.${step.stepId}`)
  if (partner === 'objective' && step.stepId === 'pass_data') {
    await context.callPlugin(step.href, { features: kept.features, target: kept.target })
    return keepWaiting({ clearStep: true })
  }
  if (partner === 'objective' && step.stepId === 'evaluate') {
    kept.phase = 'minimizer_setup'
    return openSetup(context, 'minimizer', kept.minimizer, 'minimizer_setup')
  }
  if (partner === 'minimizer' && step.stepId === 'minimize') {
    kept.phase = 'minimize'
    await context.callPlugin(step.href, { objectiveFunction: kept.objectiveTask ?? '' })
    return keepWaiting({ clearStep: true })
  }
  const stepId = `${partner === 'objective' ? 'of' : 'min'}.${step.stepId}`
  return openStep(stepId, { href: step.href, uiHref: step.uiHref })
}

/** Takes over the weights, and ends the objective function's task by answering its last step. */
async function finishMinimizer(context: RunContext, kept: Coordination, task: ForeignTask): Promise<RunResult> {
  if (kept.phase === 'of_cleanup') return keepWaiting()
  await takeOver(context, kept.minimizerTask ?? '', task)
  kept.phase = 'of_cleanup'
  const objective = (await context.readJson(kept.objectiveTask ?? '')) as ForeignTask
  const step = objective.steps?.at(-1)
  if (step !== undefined && !step.cleared) await context.callPlugin(new URL(step.href, kept.objectiveTask).href, {})
  return keepWaiting({ clearStep: true })
}

async function finishObjective(context: RunContext, kept: Coordination, task: ForeignTask): Promise<RunResult> {
  if (kept.phase !== 'of_cleanup') throw new PluginError('The objective function ended before the minimizer did.')
  await takeOver(context, kept.objectiveTask ?? '', task)
  return undefined
}
