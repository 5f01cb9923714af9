import type { ResultPlot } from '../../../src/apps/plugins/sdk/results.ts'
import type { Ensemble } from '../../shared/saxs/inference/ensemble.ts'
import type { Inference } from '../../shared/saxs/inference/inferring.ts'
import { densityOf } from './density.ts'

export function distributionsPlot({ names }: Ensemble, { survivors, chains }: Inference): ResultPlot {
  return {
    title: 'Distributions of the weights',
    x: { label: 'Weight' },
    y: { label: 'Density' },
    series: survivors.slice(0, 20).map((model, at) => {
      const { from, to, heights } = densityOf(chains, at, survivors.length)
      const x = heights.map((_, place) => from + ((to - from) * place) / (heights.length - 1))
      return { name: names[model] ?? '', kind: 'line', x, y: [...heights] }
    }),
  }
}

const mostTraced = 500

/** The largest weight, chain by chain: a level band where the chains have found the same place. */
export function tracesPlot({ names }: Ensemble, { survivors, chains, weights }: Inference): ResultPlot {
  const models = survivors.length
  const largest = weights.indexOf(Math.max(...weights))
  return {
    title: `Chains of the weight of ${names[survivors[largest] ?? 0] ?? ''}`,
    description: 'Bands that lie on each other, without drift, are a good sign.',
    x: { label: 'Iteration' },
    y: { label: 'Weight' },
    series: chains.map((chain, at) => {
      const rows = chain.scale.length - chain.warmUp
      const step = Math.max(1, Math.ceil(rows / mostTraced))
      const x = Array.from({ length: Math.floor(rows / step) }, (_, row) => chain.warmUp + row * step)
      return {
        name: `Chain ${at + 1}`,
        kind: 'line',
        x: x.map((row) => row + 1),
        y: x.map((row) => chain.weights[row * models + largest] as number),
      }
    }),
  }
}

const bins = 20

/**
 * Ranks of one chain's draws among those of all: level where all chains draw from the same place.
 *
 * @see A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Bürkner, Bayesian Analysis 16 (2021)
 */
export function ranksPlot({ names }: Ensemble, { survivors, chains, weights }: Inference): ResultPlot {
  const models = survivors.length
  const largest = weights.indexOf(Math.max(...weights))
  const drawn = chains.flatMap(({ weights: of, warmUp }, chain) =>
    rowsOf(of, warmUp, models).map((row) => ({ chain, weight: row[largest] as number })),
  )
  drawn.sort((a, b) => a.weight - b.weight)
  const counts = chains.map(() => new Array<number>(bins).fill(0))
  drawn.forEach(({ chain }, rank) => {
    const bin = Math.floor((rank * bins) / drawn.length)
    const own = counts[chain] as number[]
    own[bin] = (own[bin] as number) + 1
  })
  return {
    title: `Ranks of the weight of ${names[survivors[largest] ?? 0] ?? ''}`,
    description: 'Where a chain stands high at one end and low at the other, it has drawn from a place of its own.',
    x: { label: 'Rank, in twentieths' },
    y: { label: 'Draws' },
    series: counts.map((y, chain) => ({
      name: `Chain ${chain + 1}`,
      kind: 'line',
      x: y.map((_, bin) => (bin + 0.5) / bins),
      y,
    })),
  }
}

const mostCorrelated = 60
const mostPairs = 3
const mostDots = 800

/** Which weights stand for each other: correlations of all, and the draws of the pairs that hang together most. */
export function pairPlots({ names }: Ensemble, { survivors, chains }: Inference): Record<string, ResultPlot> {
  const models = survivors.length
  if (models < 2) return {}
  const rows = chains.flatMap(({ weights, warmUp }) => rowsOf(weights, warmUp, models))
  const shown = survivors.slice(0, mostCorrelated).map((model) => names[model] ?? '')
  const r = correlationsOf(rows, shown.length)
  const pairs = shown
    .flatMap((_, i) => shown.slice(0, i).map((__, j) => ({ i, j, r: r[i]?.[j] ?? 0 })))
    .sort((a, b) => Math.abs(b.r) - Math.abs(a.r))
  const step = Math.max(1, Math.ceil(rows.length / mostDots))
  const dots = rows.filter((_, at) => at % step === 0)
  return {
    'correlations.json': {
      title: 'Weights that stand for each other',
      description: 'Correlation of the draws. Near −1 the data ask for one of the two, and cannot tell which.',
      x: { label: '' },
      y: { label: '' },
      matrix: { label: 'r', columns: shown, rows: shown, values: r, from: -1, to: 1 },
    },
    ...Object.fromEntries(
      pairs.slice(0, mostPairs).map(({ i, j, r: along }, at) => [
        `pair-${at + 1}.json`,
        {
          title: `Weights of ${shown[j]} and ${shown[i]} (r ${along.toFixed(2)})`,
          description:
            'One dot for each draw shown: a line that falls is a pair of models that the data cannot tell apart.',
          x: { label: `Weight of ${shown[j]}` },
          y: { label: `Weight of ${shown[i]}` },
          series: [
            {
              name: 'Draws',
              kind: 'points' as const,
              x: dots.map((row) => row[j] as number),
              y: dots.map((row) => row[i] as number),
            },
          ],
        },
      ]),
    ),
  }
}

const rowsOf = (weights: Float64Array, warmUp: number, models: number): Float64Array[] =>
  Array.from({ length: weights.length / models - warmUp }, (_, row) =>
    weights.subarray((row + warmUp) * models, (row + warmUp + 1) * models),
  )

/** Null where a weight never changes. */
function correlationsOf(rows: readonly Float64Array[], models: number): (number | null)[][] {
  const mean = new Float64Array(models)
  for (const row of rows)
    for (let i = 0; i < models; i++) mean[i] = (mean[i] as number) + (row[i] as number) / rows.length
  const products = Array.from({ length: models }, () => new Float64Array(models))
  for (const row of rows) {
    for (let i = 0; i < models; i++) {
      const own = products[i] as Float64Array
      const away = (row[i] as number) - (mean[i] as number)
      for (let j = 0; j <= i; j++) own[j] = (own[j] as number) + away * ((row[j] as number) - (mean[j] as number))
    }
  }
  const at = (i: number, j: number): number => (i >= j ? products[i]?.[j] : products[j]?.[i]) ?? 0
  return products.map((_, i) =>
    Array.from({ length: models }, (__, j) => {
      const r = at(i, j) / Math.sqrt(at(i, i) * at(j, j))
      return Number.isFinite(r) ? Number(r.toFixed(4)) : null
    }),
  )
}
