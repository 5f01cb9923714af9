import { availableParallelism } from 'node:os'
import type { OpenedFile, RunContext } from '../../src/apps/plugins/sdk/context.ts'
import type { ValuesOf } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { anySeed } from '../shared/random.ts'
import { help, inputs, parameters } from '../shared/saxs/form.ts'
import { infer, TooManyModels } from '../shared/saxs/inference/inferring.ts'
import { verdictOf } from '../shared/saxs/inference/verdict.ts'
import { openPool } from '../shared/saxs/parallel/pool.ts'
import { sentenceOf } from '../shared/saxs/reading/findings.ts'
import type { GivenFiles } from '../shared/saxs/reading/given.ts'
import { readInputs } from '../shared/saxs/reading/inputs.ts'
import { asPluginError } from '../shared/saxs/reading/refusing.ts'
import { phasesOf } from './phases.ts'
import { progressOf } from './progress.ts'
import { saveResults } from './saving.ts'

export const version = 'v1.0.0'
const json = ['application/json']
const text = ['text/plain']

type Values = ValuesOf<typeof inputs> & ValuesOf<typeof parameters>

export default definePlugin({
  name: 'bioce',
  version,
  title: 'Ensemble from a scattering curve (BioCE)',
  description:
    'Finds the few structures, and their weights, that explain a measured small-angle scattering curve without over-fitting.',
  type: 'processing',
  tags: ['saxs', 'ensemble', 'bayesian', 'structural-biology', 'data-analysis'],
  citation:
    'W. Potrzebowski, J. Trewhella, I. Andre, Bayesian inference of protein conformational ensembles from limited structural data, PLoS Computational Biology 14(12) e1006641 (2018), doi 10.1371/journal.pcbi.1006641',
  help,
  inputs,
  parameters,
  outputs: [
    { name: 'summary.json', dataType: 'study/summary', contentType: json, required: true },
    { name: 'result.json', dataType: 'saxs/result', contentType: json, required: true },
    { dataType: 'study/plot', contentType: json, required: true },
    { name: 'weights.csv', dataType: 'saxs/weights', contentType: ['text/csv'], required: true },
    { name: 'selection.csv', dataType: 'saxs/selection', contentType: ['text/csv'], required: false },
    { name: 'vbi_output.txt', dataType: 'saxs/selection', contentType: text, required: false },
    { name: 'cbi_output.txt', dataType: 'saxs/inference', contentType: text, required: true },
    { dataType: 'saxs/draws', contentType: ['text/csv', 'text/plain'], required: false },
    { dataType: 'saxs/structure', contentType: ['chemical/x-pdb'], required: false },
  ],
  needs: ['workers'],
  limits: { memoryMb: 1_024 },
  run: (context, values) => analyse(context, values),
})

async function analyse(context: RunContext, values: Values): Promise<string> {
  if (values.structures === null && values.simulated === null)
    throw new PluginError('Give structures, or simulated curves, or both.')
  if (values.background && values.variant === 'compat')
    throw new PluginError('The objective as published knows no background: choose the corrected one.')
  const threads = Math.min(availableParallelism(), 4)
  const pool = openPool(threads, context.signal)
  const timings: Record<string, number> = {}
  const phases = phasesOf(context)
  try {
    const progress = progressOf(context)
    const files = await openFiles(context, values)
    progress('unpack', 1)
    const read = await timed(timings, 'simulate', () =>
      readInputs(
        files,
        { ...values, threads },
        pool,
        (share, words) => progress('simulate', share, Number.NaN, words),
        context.blobs,
      ),
    )
    for (const finding of read.findings) context.log(`Note: ${sentenceOf(finding)}`)
    const { seed: wished, skipSelection: skipsSelection, evidence: withEvidence, background: hasBackground } = values
    const seed = wished ?? (await phases.keep('seed', anySeed))
    const options = { ...values, seed, skipsSelection, withEvidence, hasBackground, prior: priors[values.prior] }
    const inference = await timed(timings, 'infer', () => infer(read, options, pool, progress, phases.keep))
    progress('render', 0, inference.measures.chi2)
    const verdict = verdictOf(read, inference)
    await saveResults(context, { version, values, seed, files, read, inference, verdict, timings })
    await phases.forget()
    progress('package', 1, inference.measures.chi2)
    return verdict.sentence
  } catch (error) {
    context.signal.throwIfAborted()
    await phases.forget()
    throw toldOf(error)
  } finally {
    await pool.close()
  }
}

/** Null: one over the number of models that are left. */
const priors = { share: null, half: 0.5, one: 1 } as const

async function openFiles(context: RunContext, values: Values): Promise<GivenFiles> {
  const files: Record<string, OpenedFile> = {}
  for (const name of Object.keys(inputs) as (keyof typeof inputs)[]) {
    const url = values[name]
    if (url !== null) files[name] = await context.open(url)
  }
  return files
}

async function timed<Value>(timings: Record<string, number>, name: string, work: () => Promise<Value>): Promise<Value> {
  const started = performance.now()
  const value = await work()
  timings[name] = Number(((performance.now() - started) / 1_000).toFixed(3))
  return value
}

/** What its user can mend is said as that. */
function toldOf(error: unknown): unknown {
  if (error instanceof TooManyModels)
    return new PluginError(
      `${error.message}, and 200 at most can be sampled: raise the threshold, or do not skip the selection.`,
      { cause: error },
    )
  return asPluginError(error)
}
