import { pointsOf } from './ensemble.ts'
import type { Inference, InferenceInput } from './inferring.ts'

export type Verdict = Readonly<{
  /** What matters first, in one sentence. */
  sentence: string
  fit: 'good' | 'too good' | 'poor'
  sampling: 'healthy' | 'doubtful' | 'failed' | 'not needed'
  /** What to do about what is not well. */
  advice: readonly string[]
}>

/** More models than this are too many to be sampled well. */
const mostSensible = 50

/** R-hat from which chains are doubted, and from which they are not believed. */
const [doubtful, failed] = [1.01, 1.1]

/** Reads the figures as somebody would who knows the method. */
export function verdictOf(input: InferenceInput, inference: Inference): Verdict {
  const { measures, summary, survivors, selection } = inference
  const { chi2, corMap, divergence } = measures
  const fit = corMap.P < 0.01 || chi2 > 2 ? 'poor' : chi2 < 0.2 && pointsOf(input.ensemble) > 20 ? 'too good' : 'good'
  const rhat = summary?.diagnostics.worstRhat ?? 1
  const sampling = summary === null ? 'not needed' : rhat > failed ? 'failed' : rhat > doubtful ? 'doubtful' : 'healthy'
  const count = input.ensemble.names.length
  const kept = `${survivors.length} of ${count} ${count === 1 ? 'model' : 'models'}`
  const words = {
    good: 'explain the curve',
    'too good': 'follow the curve closer than its errors',
    poor: 'do not explain the curve',
  }
  const sharp =
    divergence < 0.15
      ? 'the weights are sharp'
      : divergence < 0.3
        ? 'the weights are fairly sharp'
        : 'the weights are loose'
  const sentence = `${kept} ${words[fit]} (chi² ${chi2.toFixed(2)}, CorMap P ${corMap.P.toFixed(3)})${summary ? `; ${sharp} (JSD ${divergence.toFixed(2)})` : ''}.`
  return {
    sentence,
    fit,
    sampling,
    advice: adviceOf({
      chi2,
      isEven: corMap.P >= 0.05,
      fit,
      sampling,
      divergence,
      inference,
      hasSelection: selection !== null,
    }),
  }
}

function adviceOf({
  chi2,
  isEven,
  fit,
  sampling,
  divergence,
  inference,
  hasSelection,
}: Pick<Verdict, 'fit' | 'sampling'> & {
  chi2: number
  /** The residuals show no pattern. */
  isEven: boolean
  divergence: number
  inference: Inference
  hasSelection: boolean
}): string[] {
  const diagnostics = inference.summary?.diagnostics
  const last = inference.selection?.rounds.at(-1)
  return [
    ...(fit === 'poor' && isEven
      ? [
          `The residuals show no pattern: the errors may be too small. Multiplied by ${Math.sqrt(chi2).toPrecision(2)} they would fit.`,
        ]
      : []),
    ...(fit === 'poor' && !isEven
      ? ['Add structures that are unlike those given, or look at the curve for aggregation or buffer.']
      : []),
    ...(fit === 'too good'
      ? [
          `The errors of the curve may be too large: the weights are less certain than they could be. Multiplied by ${Math.sqrt(chi2).toPrecision(2)} they would fit.`,
        ]
      : []),
    ...(inference.survivors.length > mostSensible
      ? [
          `${inference.survivors.length} models were sampled at once, of which few draws are independent: drop some first.`,
        ]
      : []),
    ...(sampling === 'doubtful' || sampling === 'failed' ? ['Chains differ: run again with more iterations.'] : []),
    ...(diagnostics && diagnostics.divergences > 0.02 * diagnostics.draws
      ? ['Many transitions went astray: run again with a target acceptance of 0.95.']
      : []),
    ...(diagnostics?.energyFractions.some((fraction) => fraction < 0.2) ? ['A chain does not reach its tails.'] : []),
    ...(divergence >= 0.3 ? ['The data cannot tell these models apart: means stand for a wide range of weights.'] : []),
    ...(hasSelection && last && last.reached === 1
      ? ['Only one start came down to this bound: another random start value may find a lower one.']
      : []),
  ]
}
