import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import type { Inference } from '../shared/saxs/inference/inferring.ts'
import type { Verdict } from '../shared/saxs/inference/verdict.ts'
import type { GivenFiles } from '../shared/saxs/reading/given.ts'
import { factsOf, type ReadInputs } from '../shared/saxs/reading/inputs.ts'
import { resultOf } from './outputs/result.ts'
import { type Selected, selectedStructures, superposed } from './outputs/structures.ts'
import {
  drawsText,
  ensembleText,
  inferenceFit,
  inferenceText,
  selectionFit,
  selectionLog,
  selectionText,
  simulatedText,
} from './outputs/texts.ts'
import { plotViews, selectionTable, summaryView, weightsTable } from './outputs/views.ts'

type Analysed = Readonly<{
  version: string
  values: Readonly<Record<string, unknown>>
  seed: number
  files: GivenFiles
  read: ReadInputs
  inference: Inference
  verdict: Verdict
  timings: Readonly<Record<string, number>>
}>

const plain = (dataType: string) => ({ dataType, contentType: 'text/plain' })
const json = (dataType: string) => ({ dataType, contentType: 'application/json' })

/** Writes everything that an analysis found, under the names that the published program gives where it has them. */
export async function saveResults(context: RunContext, analysed: Analysed): Promise<void> {
  const { read, inference, verdict } = analysed
  const { names } = read.ensemble
  const structures = await saveStructures(context, analysed)
  await context.saveOutput(
    'summary.json',
    `${JSON.stringify(summaryView(inference, verdict, names, structures), null, 1)}\n`,
    json('study/summary'),
  )
  await context.saveOutput('result.json', `${JSON.stringify(await wholeResult(analysed))}\n`, json('saxs/result'))
  for (const [name, plot] of Object.entries(plotViews(read.ensemble, inference, read.models)))
    await context.saveOutput(name, `${JSON.stringify(plot)}\n`, json('study/plot'))
  await context.saveOutput('weights.csv', weightsTable(read.ensemble, inference, read.models), {
    dataType: 'saxs/weights',
    contentType: 'text/csv',
  })
  if (inference.selection && inference.selection.rounds.length > 0)
    await context.saveOutput('selection.csv', selectionTable(read.ensemble, inference.selection.rounds), {
      dataType: 'saxs/selection',
      contentType: 'text/csv',
    })
  await saveTexts(context, analysed)
}

async function wholeResult({ version, values, seed, files, read, inference, verdict, timings }: Analysed) {
  // Addresses of files change from run to run; which files they were stands among the inputs.
  const parameters = Object.fromEntries(
    Object.entries(values).filter(([name]) => !(name in files) && values[name] !== null && name !== 'seed'),
  )
  return resultOf({
    version,
    parameters,
    seed,
    calculator: files.simulated ? 'given' : `built in, ${version}`,
    inputs: await factsOf(files),
    models: read.models,
    ensemble: read.ensemble,
    inference,
    verdict,
    warnings: read.findings,
    notes: notesOf(read, inference),
    isDummy: read.isDummy,
    timings,
  })
}

/** What somebody should know who reads the numbers closely. */
function notesOf({ energies }: ReadInputs, { selection }: Inference): string[] {
  return [
    ...(selection?.rounds.some(({ isHalved }) => isHalved)
      ? ['In some round no model reached the threshold: the lighter half was dropped.']
      : []),
    ...(energies ? ['With energies, weights below 0.1 % are not told apart, and no model evidence is computed.'] : []),
  ]
}

async function saveTexts(context: RunContext, { read, inference, values, seed, version }: Analysed): Promise<void> {
  const { ensemble, energies, isDummy } = read
  const { selection, survivors, chains } = inference
  if (selection && selection.rounds.length > 0) {
    await context.saveOutput(
      'vbi_output.txt',
      selectionText(inference, energies !== undefined),
      plain('saxs/selection'),
    )
    await context.saveOutput('vbi_output.txt.log', selectionLog(inference, ensemble.names), plain('saxs/selection'))
    await context.saveOutput('vbi_output.txt.fit', selectionFit(ensemble, inference), plain('saxs/selection'))
  }
  const left = survivors.map((model) => ensemble.names[model] ?? '')
  await context.saveOutput('vbi_file_list.txt', `${left.join(' ')}\n`, plain('saxs/selection'))
  await context.saveOutput('vbi_SimulatedIntensities.txt', simulatedText(ensemble, survivors), plain('saxs/simulated'))
  await context.saveOutput('vbi_weights.txt', `${left.map(() => 1 / left.length).join(' ')}\n`, plain('saxs/selection'))
  await context.saveOutput('cbi_output.txt', inferenceText(inference, ensemble.names, isDummy), plain('saxs/inference'))
  await context.saveOutput('cbi_output.txt.fit', inferenceFit(ensemble, inference), plain('saxs/inference'))
  const notes = {
    engine: `bioce ${version}`,
    seed,
    prior: inference.prior ?? 'energies',
    acceptance: Number(values.acceptance),
  }
  for (const [at, chain] of chains.entries()) {
    const lines = drawsText(chain, survivors.length, { ...notes, chain: at, warmUp: chain.warmUp })
    // For people who read plots, thousands of rows are no table: it is kept as text.
    await context.saveOutput(`saved_samples.txt_${at}.csv`, lines, plain('saxs/draws'))
  }
}

/** Structures that are left, and all of them as one file; by model, the name of its file. */
async function saveStructures(
  context: RunContext,
  { files, read, inference, values }: Analysed,
): Promise<Map<number, string>> {
  const saved = new Map<number, string>()
  if (!files.structures) return saved
  const found = await selectedStructures(files.structures, read.ensemble.names, inference.survivors, {
    splitModels: values.splitModels === true,
  })
  const structures = read.isDummy ? superposed(found) : found
  for (const { model, name, text } of structures) {
    await context.saveOutput(name, text, { dataType: 'saxs/structure', contentType: typeOf(name) })
    saved.set(model, name)
  }
  const lines = structures.map((one: Selected) => one.lines).filter((one) => one.length > 0)
  if (lines.length > 0)
    await context.saveOutput('ensemble.pdb', ensembleText(lines), {
      dataType: 'saxs/ensemble',
      contentType: 'chemical/x-pdb',
    })
  return saved
}

const typeOf = (name: string): string => (/cif$/i.test(name) ? 'chemical/x-mmcif' : 'chemical/x-pdb')
