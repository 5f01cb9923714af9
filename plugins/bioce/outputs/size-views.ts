import type { ResultPlot } from '../../../src/apps/plugins/sdk/results.ts'
import type { Inference } from '../../shared/saxs/inference/inferring.ts'
import type { ModelFacts } from '../../shared/saxs/reading/facts.ts'

const mostBins = 20

/** How large the models are that were given, and those that are left by their weights. */
export function sizePlots(
  models: readonly ModelFacts[],
  { survivors, weights }: Inference,
): Record<string, ResultPlot> {
  const sizes = models.map(({ radiusOfGyration }) => radiusOfGyration)
  if (sizes.length < 2 || sizes.some((size) => size === null)) return {}
  const all = sizes.map(Number)
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const bins = Math.min(mostBins, Math.max(4, Math.ceil(2 * Math.sqrt(all.length))))
  const width = Math.max((most - least) / bins, 1e-6)
  const binOf = (size: number): number => Math.min(bins - 1, Math.floor((size - least) / width))
  const pool = new Array<number>(bins).fill(0)
  const ensemble = new Array<number>(bins).fill(0)
  for (const size of all) pool[binOf(size)] = (pool[binOf(size)] ?? 0) + 1 / all.length
  for (const [at, model] of survivors.entries()) {
    const bin = binOf(all[model] ?? least)
    ensemble[bin] = (ensemble[bin] ?? 0) + (weights[at] ?? 0)
  }
  const mean = survivors.reduce((sum, model, at) => sum + (weights[at] ?? 0) * (all[model] ?? 0), 0)
  const x = pool.map((_, bin) => (least + (bin + 0.5) * width).toFixed(1))
  return {
    'sizes.json': {
      title: 'Radii of gyration',
      description: `All models that were given, and those left by their weights; their weighted mean is ${mean.toFixed(2)} Å.`,
      x: { label: 'Radius of gyration (Å)' },
      y: { label: 'Share' },
      series: [
        { name: 'Pool', kind: 'bars', x, y: pool },
        { name: 'Ensemble', kind: 'bars', x, y: ensemble },
      ],
    },
  }
}
