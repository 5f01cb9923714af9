import type { ResultPlot, ResultSummary } from '../../../src/apps/plugins/sdk/results.ts'
import { backgroundAt, withoutLevels } from '../../shared/saxs/inference/background.ts'
import { type Ensemble, mixtureOf, withModels } from '../../shared/saxs/inference/ensemble.ts'
import type { Inference } from '../../shared/saxs/inference/inferring.ts'
import { fitOf } from '../../shared/saxs/inference/measures.ts'
import type { Round } from '../../shared/saxs/inference/selecting.ts'
import type { Verdict } from '../../shared/saxs/inference/verdict.ts'
import type { ModelFacts } from '../../shared/saxs/reading/facts.ts'
import { distributionsPlot, pairPlots, ranksPlot, tracesPlot } from './draw-views.ts'
import { sizePlots } from './size-views.ts'

/** Sentence, key numbers and structures for the head of a results page. */
export function summaryView(
  inference: Inference,
  verdict: Verdict,
  names: readonly string[],
  files: ReadonlyMap<number, string>,
): ResultSummary {
  const { measures, summary, survivors, evidence, weights, shiftsChi2, background } = inference
  const isBad = verdict.fit === 'poor' || verdict.sampling === 'failed'
  const isFair = verdict.fit !== 'good' || verdict.sampling === 'doubtful' || verdict.advice.length > 0
  const { n, c, P } = measures.corMap
  return {
    verdict: { level: isBad ? 'poor' : isFair ? 'fair' : 'good', sentence: verdict.sentence, details: verdict.advice },
    figures: [
      figure(
        'chi2',
        'chi²',
        rounded(measures.chi2),
        'Mean squared residual at the mean weights, in units of the errors; about 1 where both are right.',
      ),
      figure(
        'cormap',
        'CorMap P',
        rounded(P),
        `Chance of ${c} residuals of one sign in a row among ${n}; below 0.01 the curve is not explained.`,
      ),
      figure(
        'jsd',
        'JSD',
        rounded(measures.divergence),
        '0 where the weights are certain, 1 where the data say nothing of them.',
      ),
      figure('models', 'Models left', `${survivors.length} of ${names.length}`, 'Those whose weight the data ask for.'),
      figure(
        'scale',
        'Scale',
        rounded(summary?.scale.mean ?? inference.scale),
        'By which the weighted sum of curves is multiplied.',
      ),
      ...(background === null
        ? []
        : [
            figure(
              'background',
              'Background',
              `${background.mean.toPrecision(4)} ± ${background.sd.toPrecision(2)}`,
              'Constant that is added to the scaled sum of curves, in the unit of the intensities.',
            ),
          ]),
      ...(shiftsChi2 === null
        ? []
        : [figure('shifts', 'chi² of shifts', rounded(shiftsChi2), 'The same for the chemical shifts.')]),
      ...(evidence
        ? [
            figure(
              'evidence',
              'ln Z',
              `${evidence.lnZ.toFixed(2)} ± ${evidence.error.toFixed(2)}`,
              'Model evidence up to a constant: compare it between analyses of the same curve only.',
            ),
          ]
        : []),
      ...(summary
        ? [
            figure(
              'rhat',
              'Largest R-hat',
              summary.diagnostics.worstRhat.toFixed(3),
              'How much the chains differ; above 1.01 run again with more iterations.',
            ),
            figure(
              'effective',
              'Fewest independent draws',
              Math.round(summary.diagnostics.leastEffective),
              'Of all weights and the scale.',
            ),
            figure(
              'divergences',
              'Divergent transitions',
              summary.diagnostics.divergences,
              'Where the sampler went astray; many of them ask for a higher target acceptance.',
            ),
          ]
        : []),
    ],
    structures: survivors.flatMap((model, at) => {
      const file = files.get(model)
      return file === undefined ? [] : [{ file, weight: weights[at] ?? 0, label: names[model] ?? '' }]
    }),
  }
}

const figure = (name: string, label: string, value: number | string, help: string) => ({ name, label, value, help })
const rounded = (value: number): number => Number(value.toPrecision(4))

/** Curve and fit, residuals, weights and how they hang together, the rounds of the selection, the chains, and sizes. */
export function plotViews(
  ensemble: Ensemble,
  inference: Inference,
  models: readonly ModelFacts[],
): Readonly<Record<string, ResultPlot>> {
  const { summary, selection } = inference
  return {
    'fit.json': fitPlot(ensemble, inference),
    'residuals.json': residualsPlot(ensemble, inference),
    'kratky.json': kratkyPlot(ensemble, inference),
    'weights.json': weightsPlot(ensemble, inference),
    ...(summary
      ? {
          'distributions.json': distributionsPlot(ensemble, inference),
          ...pairPlots(ensemble, inference),
          'traces.json': tracesPlot(ensemble, inference),
          'ranks.json': ranksPlot(ensemble, inference),
        }
      : {}),
    ...sizePlots(models, inference),
    ...(selection && selection.rounds.length > 0 ? { 'selection.json': selectionPlot(selection.rounds) } : {}),
  }
}

const qAxis = { label: 'q (1/Å)' } as const
/** A logarithm has no place for an intensity of 0 or below. */
const positive = (values: Float64Array): (number | null)[] => Array.from(values, (value) => (value > 0 ? value : null))

function fitPlot(ensemble: Ensemble, { measures, survivors, weights, levels }: Inference): ResultPlot {
  const { q, intensity, sigma } = ensemble.curve
  const x = [...q]
  const left = withModels(ensemble, survivors)
  // With a background the best scale of one model is that of curves without their levels.
  const compared = levels ? withoutLevels(left).ensemble : left
  const alone = left.names.length > 1 && left.names.length <= 8 ? left.names : []
  return {
    title: `Fit to the experimental curve (chi² ${measures.chi2.toFixed(2)})`,
    description: 'Measured intensities with their errors, the weighted sum of the models left, and each of them alone.',
    x: qAxis,
    y: { label: 'Intensity', scale: 'log' },
    series: [
      { name: 'Measured', kind: 'points', x, y: positive(intensity), error: [...sigma] },
      { name: 'Ensemble', kind: 'line', x, y: positive(measures.fit) },
      ...alone.map((name, model) => {
        const only = weights.map((_, at) => (at === model ? 1 : 0))
        const { scale } = fitOf(compared, only)
        const background = levels ? backgroundAt(levels, survivors, only, scale) : 0
        return {
          name: `${name} alone`,
          kind: 'line' as const,
          x,
          y: positive(mixtureOf(left, only).map((value) => scale * value + background)),
        }
      }),
    ],
  }
}

function residualsPlot({ curve: { q, intensity, sigma } }: Ensemble, { measures }: Inference): ResultPlot {
  const residuals = Array.from(
    q,
    (_, at) => ((intensity[at] as number) - (measures.fit[at] as number)) / (sigma[at] as number),
  )
  const ends = [q[0] ?? 0, q.at(-1) ?? 1]
  return {
    title: 'Residuals in units of the errors',
    description: 'Most lie between −3 and 3 where the fit and the errors are right, without long runs on one side.',
    x: qAxis,
    y: { label: '(I − fit) / σ' },
    series: [
      { name: 'Residual', kind: 'points', x: [...q], y: residuals },
      { name: '+3', kind: 'line', x: ends, y: [3, 3] },
      { name: '−3', kind: 'line', x: ends, y: [-3, -3] },
    ],
  }
}

/** Where a flexible molecule shows: the curve of a compact one comes down again, that of a chain does not. */
function kratkyPlot({ curve: { q, intensity } }: Ensemble, { measures }: Inference): ResultPlot {
  const times = (values: Float64Array): number[] => Array.from(values, (value, at) => value * (q[at] as number) ** 2)
  return {
    title: 'Kratky plot',
    description: 'Compact molecules have a peak and come down again, flexible ones stay up.',
    x: qAxis,
    y: { label: 'q² · intensity' },
    series: [
      { name: 'Measured', kind: 'points', x: [...q], y: times(intensity) },
      { name: 'Ensemble', kind: 'line', x: [...q], y: times(measures.fit) },
    ],
  }
}

function weightsPlot({ names }: Ensemble, { survivors, summary, weights, selection }: Inference): ResultPlot {
  const x = survivors.map((model) => names[model] ?? '')
  const error = summary?.weights.map(({ sd }) => sd)
  return {
    title: 'Weights',
    description: 'Posterior mean with one standard deviation, and what the selection ended with.',
    x: { label: 'Model' },
    y: { label: 'Weight' },
    series: [
      { name: 'Inference', kind: 'bars', x, y: [...weights], ...(error ? { error } : {}) },
      ...(selection ? [{ name: 'Selection', kind: 'points' as const, x, y: [...selection.weights] }] : []),
    ],
  }
}

function selectionPlot(rounds: readonly { left: number; chi2: number; bound: { L: number } }[]): ResultPlot {
  const x = rounds.map((_, at) => at + 1)
  return {
    title: 'Rounds of the selection',
    x: { label: 'Round' },
    y: { label: 'Models left, bound', scale: 'log' },
    series: [
      { name: 'Models left', kind: 'points', x, y: rounds.map(({ left }) => left) },
      { name: 'Bound L', kind: 'line', x, y: rounds.map(({ bound }) => (bound.L > 0 ? bound.L : null)) },
    ],
  }
}

/** Weights as a table, for those who do not read plots; sizes in Å, empty where no structures were given. */
export function* weightsTable(
  { names }: Ensemble,
  { survivors, summary }: Inference,
  models: readonly ModelFacts[],
): Generator<string> {
  yield 'model,mean,sd,error of the mean,2.5 %,25 %,median,75 %,97.5 %,independent draws,R-hat,radius of gyration,largest distance\r\n'
  for (const [at, model] of survivors.entries()) {
    const name = `"${(names[model] ?? '').replaceAll('"', '""')}"`
    const found = summary?.weights[at]
    const numbers = found
      ? [found.mean, found.sd, found.error, ...found.quantiles, found.effective, found.rhat]
      : [1, 0, 0, 1, 1, 1, 1, 1, null, null]
    const { radiusOfGyration = null, largestDistance = null } = models[model] ?? {}
    const cells = [...numbers, radiusOfGyration, largestDistance]
    yield `${[name, ...cells.map((value) => (value === null ? '' : Number(value.toPrecision(6))))].join()}\r\n`
  }
}

/** Who was dropped when, and what was gained. */
export function* selectionTable({ names }: Ensemble, rounds: readonly Round[]): Generator<string> {
  yield 'round,models left,L,KL,fit,spread,chi²,scale,starts that found it,starts,dropped\r\n'
  for (const [at, { left, bound, chi2, scale, reached, starts, dropped }] of rounds.entries()) {
    const who = `"${dropped.map((model) => (names[model] ?? '').replaceAll('"', '""')).join(' ')}"`
    const numbers = [bound.L, bound.KL, bound.fit, bound.spread, chi2, scale].map((value) =>
      Number(value.toPrecision(9)),
    )
    yield `${[at + 1, left, ...numbers, reached, starts, who].join()}\r\n`
  }
}
