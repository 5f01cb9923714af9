import { type NamedPoints, readPoints } from '../../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../../src/apps/plugins/sdk/context.ts'
import { dataUrl, type Fields } from '../../../src/apps/plugins/sdk/fields.ts'
import {
  defineStep,
  type Endpoint,
  type EndpointContext,
  type EndpointRequest,
  type EndpointResponse,
  openStep,
  PluginError,
  type RunResult,
  type Step,
} from '../../../src/apps/plugins/sdk/plugin.ts'
import { pointsFrom, rowsOf } from '../points.ts'
import { checkWeights, type Objective, type TrainingData } from './objective.ts'

/** Makes the function of the data and of what the first form asked for. */
type Build = (data: TrainingData, asked: Readonly<Record<string, unknown>>) => Objective

/** What all objective functions have in common, to be spread into a declaration. */
type ObjectiveParts = Readonly<{
  type: 'processing'
  outputs: readonly []
  callback: 'required'
  processPath: string
  uiPath: string
  steps: Readonly<Record<string, Step>>
  endpoints: readonly Endpoint[]
  run: (context: RunContext, values: Readonly<Record<string, unknown>>) => RunResult
}>

type Kept = Readonly<{ asked: Readonly<Record<string, unknown>>; features: number[][]; target: number[] }>

const vectorInput = (label: string) =>
  dataUrl({ label, required: true, dataType: 'entity/vector', contentType: ['application/json', 'text/csv'] })

const passed = { features: vectorInput('Features'), target: vectorInput('Target values') } satisfies Fields

/**
 * The interface of objective functions: hyper-parameters, then data, then evaluations by other plugins until the last
 * step ends it.
 */
export function objectiveParts(build: Build, hasGradient: boolean): ObjectiveParts {
  return {
    type: 'processing',
    outputs: [],
    callback: 'required',
    processPath: 'hyperparameter/',
    uiPath: 'ui-hyperparameter/',
    run: (context, values) => {
      context.data.asked = values
      return openStep('pass_data')
    },
    steps: {
      pass_data: defineStep({
        title: 'Pass data',
        processPath: 'task/:task/pass-data/',
        uiPath: 'task/:task/ui-pass-data/',
        inputs: passed,
        run: async (context, { features, target }) => {
          await keepData(context, features, target, build)
          const paths = ['of-weights', 'of-evaluate', ...(hasGradient ? gradientPaths : [])]
          for (const path of paths)
            await context.addLink(path, `${context.plugin.url}task/${context.task.number}/${path}/`)
          return openStep('evaluate')
        },
      }),
      evaluate: defineStep({
        title: 'Evaluate',
        processPath: 'task/:task/evaluate/',
        uiPath: 'task/:task/ui-evaluate/',
        run: () => undefined,
      }),
    },
    endpoints: endpointsOf(build, hasGradient),
  }
}

const gradientPaths = ['of-evaluate-gradient', 'of-evaluate-combined'] as const

async function keepData(context: RunContext, features: string, target: string, build: Build): Promise<void> {
  const points = await readPoints(await context.open(features))
  const targets = await readPoints(await context.open(target))
  const kept: Kept = {
    asked: context.data.asked as Kept['asked'],
    features: [...rowsOf(points.points)],
    target: targetsOf(points, targets),
  }
  try {
    objectiveFor(kept, build)
  } catch (cause) {
    throw new PluginError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
  Object.assign(context.data, kept)
}

function targetsOf({ ids }: NamedPoints, { ids: targetIds, columns, points }: NamedPoints): number[] {
  if (columns.length !== 1)
    throw new PluginError(`There must be one target value for each entity, not ${columns.length}.`)
  if (ids.length !== targetIds.length || ids.some((id, at) => id !== targetIds[at])) {
    throw new PluginError('Features and target values must be of the same entities in the same order.')
  }
  return [...points.values]
}

const objectiveFor = ({ asked, features, target }: Kept, build: Build): Objective =>
  build({ features: pointsFrom(features), target: Float64Array.from(target) }, asked)

function endpointsOf(build: Build, hasGradient: boolean): Endpoint[] {
  const loss = ({ loss }: Objective, weights: Float64Array) => ({ loss: loss(weights) })
  const gradient = (objective: Objective, weights: Float64Array) => ({ gradient: gradientOf(objective, weights) })
  const plain: Endpoint[] = [
    {
      method: 'GET',
      path: 'task/:task/of-weights/',
      summary: 'How many weights the function has',
      handle: whileOpen(build, ({ weightCount }) => ({ body: { weights: weightCount } })),
    },
    evaluation('of-evaluate', 'The loss for weights', build, loss),
  ]
  if (!hasGradient) return plain
  return [
    ...plain,
    evaluation('of-evaluate-gradient', 'The slopes for weights', build, gradient),
    evaluation('of-evaluate-combined', 'Loss and slopes for weights', build, (objective, weights) => ({
      ...loss(objective, weights),
      ...gradient(objective, weights),
    })),
  ]
}

function gradientOf({ gradient, weightCount }: Objective, weights: Float64Array): number[] {
  const slopes = new Float64Array(weightCount)
  gradient?.(weights, slopes)
  return [...slopes]
}

function evaluation(
  path: string,
  summary: string,
  build: Build,
  evaluate: (objective: Objective, weights: Float64Array) => unknown,
): Endpoint {
  return {
    method: 'POST',
    path: `task/:task/${path}/`,
    summary,
    handle: whileOpen(build, (objective, { body }) => {
      const weights = (body as { weights?: unknown } | undefined)?.weights
      if (!Array.isArray(weights)) return refused('The body must be {"weights": […]}.')
      try {
        return { body: evaluate(objective, checkWeights(weights.map(numberOf), objective.weightCount)) }
      } catch (error) {
        if (error instanceof RangeError) return refused(error.message)
        throw error
      }
    }),
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
const refused = (message: string): EndpointResponse => ({ status: 422, body: { code: 422, message } })

/** Functions of the last tasks that were asked for, as a minimizer asks thousands of times. */
const recent = new Map<string, Objective>()
const mostRecent = 8

/** Answers as long as the task waits in its step `evaluate`; 404 before and after. */
function whileOpen(
  build: Build,
  answer: (objective: Objective, request: EndpointRequest) => EndpointResponse,
): (request: EndpointRequest, context: EndpointContext) => EndpointResponse {
  return (request, { task }) => {
    if (task === undefined || task.openStepId !== 'evaluate') {
      return {
        status: 404,
        body: { code: 404, message: 'The function can be evaluated only while its step “evaluate” is open.' },
      }
    }
    const objective = recent.get(task.url) ?? objectiveFor(task.data as Kept, build)
    recent.delete(task.url)
    recent.set(task.url, objective)
    for (const url of recent.keys()) if (recent.size > mostRecent) recent.delete(url)
    return answer(objective, request)
  }
}
