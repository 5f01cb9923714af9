import { csvLines } from '../../src/apps/plugins/formats/csv.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { choice, dataUrl, integer, number, text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import type { ResultPlot, ResultSummary } from '../../src/apps/plugins/sdk/results.ts'
import { type Block, type Correlations, correlations } from './blocks.ts'
import { joined, limits, mostVaried, readDataset } from './dataset.ts'
import { heatMap } from './heat-map.ts'

const table = { dataType: 'table/samples', contentType: ['text/csv', 'text/plain', 'text/tab-separated-values'] }

export default definePlugin({
  name: 'table-correlation',
  version: 'v1.0.0',
  title: 'Correlations within and between tables',
  description:
    'Finds the features of one or two tables that rise and fall together, and says which of that may be chance.',
  type: 'processing',
  tags: ['data-analysis', 'statistics', 'correlation', 'table'],
  citation:
    'C. Spearman, The proof and measurement of association between two things, American Journal of Psychology 15 (1904); Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical Society B 57 (1995)',
  help: `Tables hold names of features in the first line and names of samples in the first column, with commas or tabs
between. Columns of words are left out, missing values become the median. Of each table the features that vary most are
kept; every pair of them is compared by Spearman's rank correlation, and all tests are corrected together.`,
  inputs: {
    dataset1: dataUrl({ label: 'Table', required: true, ...table }),
    dataset2: dataUrl({
      label: 'Second table',
      description: `More than ${limits.commonSamples} of its samples must have the names of samples of the first.`,
      ...table,
    }),
  },
  parameters: {
    label1: text({ label: 'What the first table holds', minLength: 3, maxLength: 25, default: 'first table' }),
    label2: text({ label: 'What the second table holds', minLength: 3, maxLength: 25, default: 'second table' }),
    features: integer({
      label: 'Features of each table',
      description: 'Those with the highest variance.',
      min: 2,
      max: 10,
      default: 5,
    }),
    correction: choice({
      label: 'Correction for many tests',
      default: 'fdr_bh',
      options: { fdr_bh: 'False discovery rate (Benjamini–Hochberg)', bonferroni: 'Bonferroni' },
    }),
    alpha: number({ label: 'Significance level', min: 0.001, max: 0.1, step: 0.01, default: 0.05 }),
  },
  outputs: [
    { name: 'summary.json', dataType: 'study/summary', contentType: ['application/json'], required: true },
    { name: 'pairs.csv', dataType: 'table/correlations', contentType: ['text/csv'], required: true },
    { dataType: 'study/plot', contentType: ['application/json'], required: false },
    { dataType: 'table/matrix', contentType: ['text/csv'], required: false },
    { dataType: 'table/heat-map', contentType: ['image/svg+xml'], required: false },
  ],
  async run(context, { dataset1, dataset2, label1, label2, features, correction, alpha }) {
    const first = await readDataset(await context.open(dataset1), label1)
    const second = dataset2 === null ? null : await readDataset(await context.open(dataset2), label2)
    for (const note of [...first.notes, ...(second?.notes ?? [])]) context.log(note)
    const varied = [first, ...(second ? [second] : [])].map((one) => mostVaried(one, features))
    const [one, other] = varied
    const sets = one && other ? joined(one, other) : varied
    const found = correlations(sets, correction, alpha)
    context.progress(50)
    await save(
      context,
      found,
      sets.map(({ label }) => label),
    )
    return sentenceOf(found)
  },
})

function sentenceOf({ significant: { length: count }, tests }: Correlations): string {
  if (count === 0) return `None of ${tests} pairs is significant.`
  return count === 1 ? `1 of ${tests} pairs is significant.` : `${count} of ${tests} pairs are significant.`
}

async function save(context: RunContext, found: Correlations, labels: readonly string[]): Promise<void> {
  const empty = found.blocks.filter(({ rows }) => rows.length === 0)
  const summary: ResultSummary = {
    verdict: {
      level: found.significant.length > 0 ? 'good' : 'fair',
      sentence: sentenceOf(found),
      details: empty.map(({ name }) => `No significant pairs ${placeOf(name, labels)}.`),
    },
    figures: found.significant.slice(0, 10).map(({ one, other, r, corrected }) => ({
      name: `${one}-${other}`,
      label: `${one} – ${other}`,
      value: Number(r.toFixed(4)),
      help: `Corrected p ${corrected.toPrecision(3)}.`,
    })),
  }
  await context.saveOutput('summary.json', `${JSON.stringify(summary)}\n`, {
    dataType: 'study/summary',
    contentType: 'application/json',
  })
  const rows = found.significant.map(({ one, other, r, p, corrected }) => [one, other, r, p, corrected])
  await context.saveOutput('pairs.csv', csvLines(['one', 'other', 'r', 'p', 'corrected p'], rows), {
    dataType: 'table/correlations',
    contentType: 'text/csv',
  })
  for (const block of found.blocks)
    if (block.rows.length > 0) await saveBlock(context, block, placeOf(block.name, labels))
}

async function saveBlock(context: RunContext, block: Block, place: string): Promise<void> {
  for (const what of ['r', 'p'] as const) {
    await context.saveOutput(`${what}_${block.name}.json`, `${JSON.stringify(plotOf(block, what, place))}\n`, {
      dataType: 'study/plot',
      contentType: 'application/json',
    })
    const rows = block.rows.map((name, at) => [name, ...(block[what][at] ?? [])])
    await context.saveOutput(`${what}_${block.name}.csv`, csvLines(['', ...block.columns], rows), {
      dataType: 'table/matrix',
      contentType: 'text/csv',
    })
    await context.saveOutput(`${what}_${block.name}.svg`, heatMap(block, what), {
      dataType: 'table/heat-map',
      contentType: 'image/svg+xml',
    })
  }
}

/** Pictures of the results page; the SVG files are for papers. */
function plotOf({ rows, columns, r, p }: Block, what: 'r' | 'p', place: string): ResultPlot {
  const matrix = what === 'r' ? { label: 'r', values: r, from: -1, to: 1 } : { label: 'p', values: p, from: 0, to: 1 }
  return {
    title: `${what === 'r' ? 'Correlations' : 'Corrected p'} ${place}`,
    description: 'What is not significant stands there as r = 0 and p = 1.',
    x: { label: '' },
    y: { label: '' },
    matrix: { ...matrix, rows, columns },
  }
}

function placeOf(name: string, [first = '', second = '']: readonly string[]): string {
  if (name === 'dataset1') return `within “${first}”`
  return name === 'dataset2' ? `within “${second}”` : `between “${first}” and “${second}”`
}
