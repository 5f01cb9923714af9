import type { RunContext } from '../../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../../src/apps/plugins/sdk/plugin.ts'
import { type Problem, withMeasuredGradient } from './problem.ts'

/** Where the task of an objective function answers, and how many weights it wants. */
export type ObjectiveLinks = Readonly<{
  weightCount: number
  evaluate: string
  gradient: string | undefined
}>

/** As much of a task as is looked at. */
type Task = Readonly<{
  status?: unknown
  steps?: readonly Readonly<{ stepId?: unknown; cleared?: unknown }>[]
  links?: readonly Readonly<{ type?: unknown; href?: unknown }>[]
}>

/** @throws PluginError where the task is not one that can be evaluated now */
export async function objectiveLinks(context: RunContext, taskUrl: string): Promise<ObjectiveLinks> {
  const task = (await context.readJson(taskUrl)) as Task
  const step = task.steps?.at(-1)
  if (task.status !== 'PENDING' || step?.stepId !== 'evaluate' || step.cleared !== false) {
    throw new PluginError('The objective function does not wait in its step “evaluate”.')
  }
  const linkTo = (type: string): string | undefined => {
    const href = task.links?.find((link) => link.type === type)?.href
    return typeof href === 'string' ? new URL(href, taskUrl).href : undefined
  }
  const weights = linkTo('of-weights')
  const evaluate = linkTo('of-evaluate')
  if (weights === undefined || evaluate === undefined) {
    throw new PluginError('The objective function lacks the link “of-weights” or “of-evaluate”.')
  }
  const { weights: weightCount } = (await context.readJson(weights)) as { weights?: unknown }
  if (typeof weightCount !== 'number' || !Number.isInteger(weightCount) || weightCount < 1) {
    throw new PluginError('The objective function does not say how many weights it has.')
  }
  // Both answer with slopes; the second with the loss besides.
  const gradient = linkTo('of-evaluate-gradient') ?? linkTo('of-evaluate-combined')
  return { weightCount, evaluate, gradient }
}

/** Losses and slopes by HTTP. @throws PluginError where slopes are needed, and the function has none */
export function problemAt(
  context: RunContext,
  { evaluate, gradient }: ObjectiveLinks,
  needsGradient: boolean,
): Problem {
  const loss = async (weights: Float64Array): Promise<number> => {
    const answer = (await context.postJson(evaluate, { weights: [...weights] })) as { loss?: unknown }
    // JSON has no word for a loss that is infinite or none.
    return typeof answer.loss === 'number' ? answer.loss : Number.NaN
  }
  if (!needsGradient) return withMeasuredGradient(loss)
  if (gradient === undefined) throw new PluginError('The objective function has no link “of-evaluate-gradient”.')
  return {
    loss,
    gradient: async (weights) => {
      const answer = (await context.postJson(gradient, { weights: [...weights] })) as { gradient?: unknown }
      // Some send a list of lists.
      const slopes = Array.isArray(answer.gradient) ? answer.gradient.flat() : []
      if (slopes.length === weights.length && slopes.every(Number.isFinite)) return Float64Array.from(slopes)
      throw new PluginError('The objective function answered without a slope for every weight.')
    },
  }
}
