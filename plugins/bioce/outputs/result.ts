import type { Ensemble } from '../../shared/saxs/inference/ensemble.ts'
import { pointsOf } from '../../shared/saxs/inference/ensemble.ts'
import type { Inference } from '../../shared/saxs/inference/inferring.ts'
import type { Round } from '../../shared/saxs/inference/selecting.ts'
import type { Spread } from '../../shared/saxs/inference/summary.ts'
import type { Verdict } from '../../shared/saxs/inference/verdict.ts'
import type { InputFact, ModelFacts } from '../../shared/saxs/reading/facts.ts'
import type { Finding } from '../../shared/saxs/reading/findings.ts'
import { densityOf } from './density.ts'

type ResultParts = Readonly<{
  version: string
  parameters: Readonly<Record<string, unknown>>
  seed: number
  calculator: string
  inputs: readonly InputFact[]
  models: readonly ModelFacts[]
  ensemble: Ensemble
  inference: Inference
  verdict: Verdict
  warnings: readonly Finding[]
  notes: readonly string[]
  isDummy: boolean
  /** In seconds, by phase: the one part that differs from run to run. */
  timings: Readonly<Record<string, number>>
}>

/** All numbers at full precision. The same inputs, parameters and random start value give the same text but for `timings`. */
export function resultOf(parts: ResultParts): Record<string, unknown> {
  const { inference, ensemble, models } = parts
  const { selection, summary, measures, survivors, evidence, chains } = inference
  const nameOf = (model: number): string => models[model]?.name ?? ''
  return {
    format: 'bioce-result/1',
    version: parts.version,
    verdict: parts.verdict,
    seed: parts.seed,
    parameters: parts.parameters,
    calculator: parts.calculator,
    inputs: parts.inputs,
    counts: { models: models.length, points: pointsOf(ensemble), left: survivors.length },
    models: models.map((facts) => ({ ...facts, isLeft: survivors.includes(models.indexOf(facts)) })),
    weights: survivors.map((model, at) => ({
      model: nameOf(model),
      ...(summary ? numbersOf(summary.weights[at]) : { mean: 1, sd: 0 }),
      density: summary ? densityOf(chains, at, survivors.length) : null,
      selected: selection?.weights[at] ?? null,
    })),
    scale: summary ? numbersOf(summary.scale) : { mean: inference.scale, sd: 0 },
    background: inference.background,
    energyShift: summary?.shift ? numbersOf(summary.shift) : null,
    measures: {
      chi2: measures.chi2,
      shiftsChi2: inference.shiftsChi2,
      jsd: measures.divergence,
      corMap: measures.corMap,
    },
    prior: inference.prior,
    diagnostics: summary?.diagnostics ?? null,
    meanMisfit: summary?.misfit ?? null,
    evidence: evidence && {
      ...evidence,
      withoutEach: evidence.withoutEach.map(({ model, lnZ, error }) => ({
        model: nameOf(survivors[model] ?? 0),
        lnZ,
        error,
        difference: lnZ - evidence.lnZ,
      })),
    },
    selection: selection && {
      divergence: selection.divergence,
      rounds: selection.rounds.map((round) => roundOf(round, nameOf)),
    },
    fit: {
      q: [...ensemble.curve.q],
      intensity: [...ensemble.curve.intensity],
      sigma: [...ensemble.curve.sigma],
      fit: [...measures.fit],
    },
    isDummy: parts.isDummy,
    warnings: parts.warnings,
    notes: parts.notes,
    timings: parts.timings,
  }
}

function roundOf(round: Round, nameOf: (model: number) => string): Record<string, unknown> {
  const { bound, scale, chi2, divergence, dropped, left, reached, starts, shift } = round
  const { L, KL, fit, spread } = bound
  return { left, L, KL, fit, spread, scale, chi2, divergence, dropped: dropped.map(nameOf), reached, starts, shift }
}

function numbersOf(spread: Spread | undefined): Record<string, unknown> | null {
  if (!spread) return null
  const { mean, sd, error, quantiles, effective, rhat } = spread
  return { mean, sd, error, quantiles, effective, rhat: Number.isFinite(rhat) ? rhat : null }
}
