import { csvLines } from '../../../src/apps/plugins/formats/csv.ts'
import { readPoints } from '../../../src/apps/plugins/formats/vectors.ts'
import type { RunContext } from '../../../src/apps/plugins/sdk/context.ts'
import { choice, dataUrl, url } from '../../../src/apps/plugins/sdk/fields.ts'
import { defineStep, openStep, PluginError, type RunResult, type Step } from '../../../src/apps/plugins/sdk/plugin.ts'
import { anySeed, normalsFrom, randomFrom } from '../random.ts'
import { type MethodName, methodNames, minimize } from './methods.ts'
import { type ObjectiveLinks, objectiveLinks, problemAt } from './remote-objective.ts'

/** What both minimizers have in common, to be spread into a declaration. */
type MinimizerParts = Readonly<{
  type: 'processing'
  callback: 'required'
  processPath: string
  uiPath: string
  outputs: readonly [Readonly<{ dataType: string; contentType: readonly string[]; required: boolean }>]
  steps: Readonly<Record<string, Step>>
  run: (context: RunContext, values: Readonly<{ method: MethodName }>) => RunResult
}>

/** The choice of methods; those that are not available are refused when they are chosen. */
export const methodChoice = <const Names extends MethodName>(names: readonly Names[], usual: Names) =>
  choice({
    label: 'Method',
    default: usual,
    options: Object.fromEntries(names.map((name): [string, string] => [name, methodNames[name]])) as Record<
      Names,
      string
    >,
  })

/** The interface of minimizers: the method, then the address of an objective function's task. */
export function minimizerParts(prefix: string, needsGradient: boolean): MinimizerParts {
  return {
    type: 'processing',
    callback: 'required',
    processPath: 'process-setup/',
    uiPath: 'ui-setup/',
    outputs: [{ dataType: 'entity/vector', contentType: ['text/csv'], required: true }],
    run: (context, { method }) => {
      context.data.method = method
      return openStep('minimize')
    },
    steps: {
      minimize: defineStep({
        title: 'Minimize',
        processPath: 'task/:task/minimize/',
        uiPath: 'task/:task/ui-minimize/',
        inputs: {
          initialWeights: dataUrl({
            label: 'First weights',
            description: 'One entity with values from 0 to 1; drawn at random where left out.',
            dataType: 'entity/vector',
            contentType: ['application/json', 'text/csv'],
          }),
        },
        parameters: {
          objectiveFunction: url({
            label: 'Objective function',
            description: 'The address of its task, which waits in its step “evaluate”.',
            required: true,
          }),
        },
        run: async (context, { objectiveFunction, initialWeights }) => {
          const links = await objectiveLinks(context, objectiveFunction)
          const start = await startFor(context, links, initialWeights)
          return walk(context, links, start, prefix, needsGradient)
        },
      }),
    },
  }
}

async function walk(
  context: RunContext,
  links: ObjectiveLinks,
  start: Float64Array,
  prefix: string,
  needsGradient: boolean,
): Promise<string> {
  const method = context.data.method as MethodName
  const problem = problemAt(context, links, needsGradient)
  try {
    const options = {
      signal: context.signal,
      onIteration: (at: number) => context.progress(at, { unit: 'iterations' }),
    }
    const found = await minimize(method, problem, start, options)
    const header = ['ID', 'href', ...Array.from(found.weights, (_, at) => `x_${at}`)]
    const name = `final_weights_${prefix}_${methodNames[method]}.csv`
    await context.saveOutput(name, csvLines(header, [['weights', '', ...found.weights]]), {
      dataType: 'entity/vector',
      contentType: 'text/csv',
    })
    const end = found.isConverged ? 'Converged' : 'Stopped without converging'
    return `${end} after ${found.iterations} iterations, loss ${found.loss}`
  } catch (cause) {
    if (cause instanceof RangeError) throw new PluginError(cause.message, { cause })
    throw cause
  }
}

async function startFor(context: RunContext, { weightCount }: ObjectiveLinks, given: string | null) {
  if (given === null) return Float64Array.from({ length: weightCount }, normalsFrom(randomFrom(anySeed())))
  const { points } = await readPoints(await context.open(given))
  if (points.count !== 1 || points.width !== weightCount) {
    throw new PluginError(`The first weights must be one entity with ${weightCount} values.`)
  }
  if (points.values.some((value) => value < 0 || value > 1)) {
    throw new PluginError('The first weights must lie between 0 and 1.')
  }
  return points.values
}
