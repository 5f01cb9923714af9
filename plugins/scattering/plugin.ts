import { availableParallelism } from 'node:os'
import { csvLines } from '../../src/apps/plugins/formats/csv.ts'
import type { OpenedFile, RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { choice } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { ResultPlot } from '../../src/apps/plugins/sdk/results.ts'
import { inputs, parameters } from '../shared/saxs/form.ts'
import type { Ensemble } from '../shared/saxs/inference/ensemble.ts'
import { openPool } from '../shared/saxs/parallel/pool.ts'
import { walkStructures } from '../shared/saxs/reading/archive.ts'
import { findingsFor, sentenceOf } from '../shared/saxs/reading/findings.ts'
import { type ReadInputs, readInputs } from '../shared/saxs/reading/inputs.ts'
import { asPluginError } from '../shared/saxs/reading/refusing.ts'
import { type CalculatorName, calculate } from './calculators.ts'

const version = 'v1.0.0'
const { solvent, splitModels, unit, qMin, qMax, relativeError } = parameters

export default definePlugin({
  name: 'scattering-curves',
  version,
  title: 'Scattering curves of structures',
  description:
    'Calculates the small-angle scattering of structures at the points of a measured curve, one column for each.',
  type: 'processing',
  tags: ['saxs', 'simulation', 'structural-biology'],
  citation:
    'P. Debye, Zerstreuung von Röntgenstrahlen, Annalen der Physik 351 (1915); D. Schneidman-Duhovny, M. Hammel, J. Tainer, A. Sali, Accurate SAXS profile computation and its assessment by contrast variation experiments, Biophysical Journal 105 (2013)',
  help: `The calculator of this house needs nothing else. FoXS, Pepsi-SAXS and CRYSOL are used where an administrator has
installed them; cite them then. The result is an input of the analysis *Ensemble from a scattering curve*.`,
  inputs: { curve: inputs.curve, structures: { ...inputs.structures, required: true } },
  parameters: {
    calculator: choice({
      label: 'Calculator',
      default: 'built-in',
      options: { 'built-in': 'Built in', foxs: 'FoXS', 'pepsi-saxs': 'Pepsi-SAXS', crysol: 'CRYSOL' },
    }),
    solvent,
    splitModels,
    unit,
    qMin,
    qMax,
    relativeError,
  },
  outputs: [
    { name: 'simulated.txt', dataType: 'saxs/simulated', contentType: ['text/plain'], required: true },
    { name: 'structures.csv', dataType: 'saxs/structures-table', contentType: ['text/csv'], required: true },
    { name: 'curves.json', dataType: 'study/plot', contentType: ['application/json'], required: true },
  ],
  needs: ['workers', 'programs'],
  limits: { memoryMb: 1_024 },
  async run(context, values) {
    const { structures: address, calculator } = values
    if (address === null) throw new PluginError('Give structures.')
    const [curve, structures] = [await context.open(values.curve), await context.open(address)]
    const threads = Math.min(availableParallelism(), 4)
    const pool = openPool(threads, context.signal)
    try {
      const read = await readInputs(
        { curve, structures },
        { ...values, threads },
        pool,
        (share, words) => context.progress(Math.floor(90 * share), { unit: `% (${words})` }),
        context.blobs,
      )
      for (const finding of read.findings) context.log(`Note: ${sentenceOf(finding)}`)
      const ensemble =
        calculator === 'built-in'
          ? read.ensemble
          : await byProgram(context, calculator, read, structures, values.splitModels)
      await save(context, ensemble, read)
      return `${ensemble.names.length} curves of ${ensemble.curve.q.length} points.`
    } catch (error) {
      context.signal.throwIfAborted()
      throw asPluginError(error)
    } finally {
      await pool.close()
    }
  },
})

/** One structure after the other, on one common scale. */
async function byProgram(
  context: RunContext,
  name: CalculatorName,
  { ensemble }: ReadInputs,
  structures: OpenedFile,
  splitModels: boolean,
): Promise<Ensemble> {
  const { q, intensity, sigma } = ensemble.curve
  const curve = Array.from(q, (value, at) => `${value} ${intensity[at]} ${sigma[at]}\n`).join('')
  const simulated = new Float64Array(ensemble.simulated.length)
  const { scratch, signal } = context
  let done = 0
  for await (const { name: model, text } of walkStructures(
    structures.path,
    structures.name,
    findingsFor('structures', structures.name),
    { splitModels },
  )) {
    const place = ensemble.names.indexOf(model)
    const calculated = await calculate({ name, structure: text, curve, q, scratch, signal })
    simulated.set(calculated, place * q.length)
    context.progress(90 + Math.floor((9 * ++done) / ensemble.names.length), { unit: `% (${model})` })
  }
  const forward =
    ensemble.names.reduce((sum, _, at) => sum + (simulated[at * q.length] as number), 0) / ensemble.names.length
  return { ...ensemble, simulated: simulated.map((value) => value / forward) }
}

async function save(context: RunContext, ensemble: Ensemble, { models }: ReadInputs): Promise<void> {
  await context.saveOutput('simulated.txt', linesOf(ensemble), {
    dataType: 'saxs/simulated',
    contentType: 'text/plain',
  })
  const rows = models.map(({ name, atoms, residues, radiusOfGyration, largestDistance, c1, c2 }) => [
    name,
    atoms,
    residues,
    radiusOfGyration,
    largestDistance,
    c1,
    c2,
  ])
  const header = ['structure', 'atoms', 'residues', 'radius of gyration (Å)', 'largest distance (Å)', 'C1', 'C2']
  await context.saveOutput('structures.csv', csvLines(header, rows), {
    dataType: 'saxs/structures-table',
    contentType: 'text/csv',
  })
  await context.saveOutput('curves.json', `${JSON.stringify(plotOf(ensemble))}\n`, {
    dataType: 'study/plot',
    contentType: 'application/json',
  })
}

/** Names above the columns, so that nobody has to guess which is which. */
function* linesOf({ curve: { q }, simulated, names }: Ensemble): Generator<string> {
  yield `# ${names.map((name) => name.replace(/\s+/g, '_')).join(' ')}\n`
  for (let at = 0; at < q.length; at++) {
    yield `${names.map((_, model) => (simulated[model * q.length + at] as number).toExponential(12)).join(' ')}\n`
  }
}

const mostDrawn = 20

function plotOf({ curve: { q }, simulated, names }: Ensemble): ResultPlot {
  const x = [...q]
  return {
    title: 'Calculated curves',
    description: names.length > mostDrawn ? `The first ${mostDrawn} of ${names.length}.` : '',
    x: { label: 'q (1/Å)' },
    y: { label: 'Intensity', scale: 'log' },
    series: names.slice(0, mostDrawn).map((name, model) => {
      const values = [...simulated.subarray(model * q.length, (model + 1) * q.length)]
      return { name, kind: 'line', x, y: values.map((value) => (value > 0 ? value : null)) }
    }),
  }
}
