import { availableParallelism } from 'node:os'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl, integer, number } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { anySeed } from '../shared/random.ts'
import { inputs, parameters } from '../shared/saxs/form.ts'
import { mostSampled } from '../shared/saxs/inference/inferring.ts'
import { type Frame, inferSeries } from '../shared/saxs/inference/series.ts'
import { openPool } from '../shared/saxs/parallel/pool.ts'
import { sentenceOf } from '../shared/saxs/reading/findings.ts'
import { readInputs } from '../shared/saxs/reading/inputs.ts'
import { asPluginError } from '../shared/saxs/reading/refusing.ts'
import { fileWith, readFrames } from './frames.ts'
import { plotViews, seriesTable, summaryView } from './views.ts'

const { seed, chains, acceptance, prior, errorFactor, unit, qMin, qMax, relativeError } = parameters
const json = ['application/json']
const priors = { share: null, half: 0.5, one: 1 } as const

export default definePlugin({
  name: 'ensemble-series',
  version: 'v1.0.0',
  title: 'Weights over a series of scattering curves',
  description: 'How the weights of a few structures change from curve to curve, in time or along a titration.',
  type: 'processing',
  tags: ['saxs', 'ensemble', 'bayesian', 'time-series', 'data-analysis'],
  citation:
    'W. Potrzebowski, J. Trewhella, I. Andre, Bayesian inference of protein conformational ensembles from limited structural data, PLoS Computational Biology 14(12) e1006641 (2018), doi 10.1371/journal.pcbi.1006641',
  help: `Find the structures first, with *Ensemble from a scattering curve*; here their weights are inferred for each curve of an
archive. All curves need the same values of q. *Smooth over the series* infers twice: the second time, what the first found of the
neighbours is the prior, which suits slow changes and hides fast ones.`,
  inputs: {
    curves: dataUrl({
      label: 'Curves',
      description: 'A ZIP, tar or tar.gz of curves with the same values of q, in the natural order of their names.',
      required: true,
      dataType: 'saxs/curves',
      contentType: ['application/zip', 'application/gzip', 'application/x-tar', 'application/octet-stream'],
    }),
    structures: inputs.structures,
    simulated: inputs.simulated,
  },
  parameters: {
    iterations: integer({ label: 'Iterations', description: 'Of each chain.', min: 200, max: 20_000, default: 1_000 }),
    seed,
    prior,
    smooth: boolean({ label: 'Smooth over the series' }),
    simulatedError: number({
      label: 'Error of calculated curves',
      description: 'As a share of the intensity, such as 0.02; added to the measured errors as variances.',
      min: 0,
      max: 1,
      default: 0,
    }),
    chains,
    acceptance,
    errorFactor,
    unit,
    qMin,
    qMax,
    relativeError,
  },
  outputs: [
    { name: 'summary.json', dataType: 'study/summary', contentType: json, required: true },
    { dataType: 'study/plot', contentType: json, required: true },
    { name: 'series.csv', dataType: 'saxs/series', contentType: ['text/csv'], required: true },
  ],
  needs: ['workers'],
  limits: { memoryMb: 1_024 },
  async run(context, values) {
    if (values.structures === null && values.simulated === null)
      throw new PluginError('Give structures, or simulated curves, or both.')
    const threads = Math.min(availableParallelism(), 4)
    const pool = openPool(threads, context.signal)
    try {
      const frames = await readFrames(await context.open(values.curves), values)
      const files = {
        curve: await fileWith(context.scratch, frames[0]?.name ?? '', frames[0]?.text ?? ''),
        ...(values.structures === null ? {} : { structures: await context.open(values.structures) }),
        ...(values.simulated === null ? {} : { simulated: await context.open(values.simulated) }),
      }
      const reading = { ...values, threads, solvent: 'usual' } as const
      const read = await readInputs(files, reading, pool, () => {}, context.blobs)
      for (const finding of read.findings) context.log(`Note: ${sentenceOf(finding)}`)
      const { names } = read.ensemble
      if (names.length < 2 || names.length > mostSampled)
        throw new PluginError(`${names.length} models: 2 to ${mostSampled} can be weighed. Select some first.`)
      const options = {
        ...values,
        seed: values.seed ?? anySeed(),
        prior: priors[values.prior],
        isSmoothed: values.smooth,
      }
      context.log(`Random start value ${options.seed}`)
      const found = await inferSeries(read.ensemble, frames, options, pool, (done, of) =>
        context.progress(done, { target: of, unit: 'curves' }),
      )
      return await save(context, names, found)
    } catch (error) {
      context.signal.throwIfAborted()
      throw asPluginError(error)
    } finally {
      await pool.close()
    }
  },
})

async function save(context: RunContext, names: readonly string[], frames: readonly Frame[]): Promise<string> {
  const [plain, plot] = ['study/summary', 'study/plot'].map((dataType) => ({
    dataType,
    contentType: 'application/json',
  }))
  const summary = summaryView(names, frames)
  if (plain) await context.saveOutput('summary.json', `${JSON.stringify(summary)}\n`, plain)
  for (const [name, view] of Object.entries(plotViews(names, frames)))
    if (plot) await context.saveOutput(name, `${JSON.stringify(view)}\n`, plot)
  await context.saveOutput('series.csv', seriesTable(names, frames), {
    dataType: 'saxs/series',
    contentType: 'text/csv',
  })
  return summary.verdict.sentence
}
