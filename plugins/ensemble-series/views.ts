import { csvLines } from '../../src/apps/plugins/formats/csv.ts'
import type { ResultPlot, ResultSummary } from '../../src/apps/plugins/sdk/results.ts'
import type { Frame } from '../shared/saxs/inference/series.ts'

/** R-hat from which chains are doubted; chi² from which a curve is not explained. */
const doubtful = 1.05
const unexplained = 2
const mostLines = 8
const mostRows = 100

export function summaryView(names: readonly string[], frames: readonly Frame[]): ResultSummary {
  const chi2s = frames.map(({ summary }) => summary.measures.chi2)
  const worst = Math.max(...chi2s)
  const rhat = Math.max(...frames.map(({ summary }) => summary.diagnostics.worstRhat))
  const poor = frames.filter(({ summary }) => summary.measures.chi2 > unexplained)
  const details = [
    ...(poor.length > 0
      ? [
          `chi² is above ${unexplained} for ${poor
            .slice(0, 5)
            .map(({ name }) => `“${name}”`)
            .join(', ')}.`,
        ]
      : []),
    ...(rhat > doubtful ? ['Chains differ: run again with more iterations.'] : []),
  ]
  const sentence = `${frames.length - poor.length} of ${frames.length} curves are explained by ${names.length} models.`
  return {
    verdict: { level: poor.length > 0 ? 'poor' : details.length > 0 ? 'fair' : 'good', sentence, details },
    figures: [
      { name: 'frames', label: 'Curves', value: frames.length, help: 'In the natural order of their names.' },
      {
        name: 'chi2',
        label: 'Largest chi²',
        value: Number(worst.toPrecision(4)),
        help: 'About 1 where fit and errors are right.',
      },
      { name: 'rhat', label: 'Largest R-hat', value: Number(rhat.toFixed(3)), help: 'How much the chains differ.' },
    ],
  }
}

export function plotViews(names: readonly string[], frames: readonly Frame[]): Readonly<Record<string, ResultPlot>> {
  const x = frames.map((_, at) => at + 1)
  const order = [...names.keys()].sort((a, b) => meanOf(frames, b) - meanOf(frames, a))
  const largest = order.slice(0, mostLines)
  const rows = order.slice(0, mostRows).sort((a, b) => a - b)
  return {
    'weights.json': {
      title: 'Weights over the series',
      description:
        names.length > mostLines
          ? `The ${mostLines} models of the largest weights.`
          : 'Posterior means with one standard deviation.',
      x: { label: 'Curve' },
      y: { label: 'Weight' },
      series: largest.map((model) => ({
        name: names[model] ?? '',
        kind: 'line',
        x,
        y: frames.map(({ summary }) => summary.weights[model]?.mean ?? null),
        error: frames.map(({ summary }) => summary.weights[model]?.sd ?? null),
      })),
    },
    'map.json': {
      title: 'Weights of all models',
      description: rows.length < names.length ? `The ${mostRows} models of the largest weights.` : '',
      x: { label: 'Curve' },
      y: { label: 'Model' },
      matrix: {
        label: 'w',
        from: 0,
        columns: frames.map(({ name }) => name),
        rows: rows.map((model) => names[model] ?? ''),
        values: rows.map((model) =>
          frames.map(({ summary }) => Number((summary.weights[model]?.mean ?? 0).toFixed(5))),
        ),
      },
    },
    'chi2.json': {
      title: 'chi² over the series',
      description: 'How well the models explain each curve.',
      x: { label: 'Curve' },
      y: { label: 'chi²' },
      series: [{ name: 'chi²', kind: 'points', x, y: frames.map(({ summary }) => summary.measures.chi2) }],
    },
  }
}

const meanOf = (frames: readonly Frame[], model: number): number =>
  frames.reduce((sum, { summary }) => sum + (summary.weights[model]?.mean ?? 0) / frames.length, 0)

/** One line for each curve: mean weights, then how sharp they are and how well they fit. */
export const seriesTable = (names: readonly string[], frames: readonly Frame[]): Iterable<string> =>
  csvLines(
    ['curve', ...names, 'JSD', 'chi²', 'scale', 'R-hat'],
    frames.map(({ name, summary }) => [
      name,
      ...summary.weights.map(({ mean }) => Number(mean.toPrecision(6))),
      Number(summary.measures.divergence.toPrecision(6)),
      Number(summary.measures.chi2.toPrecision(6)),
      Number(summary.scale.mean.toPrecision(6)),
      Number(summary.diagnostics.worstRhat.toPrecision(5)),
    ]),
  )
