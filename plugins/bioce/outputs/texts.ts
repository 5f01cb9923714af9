import { backgroundAt } from '../../shared/saxs/inference/background.ts'
import { type Ensemble, mixtureOf, withModels } from '../../shared/saxs/inference/ensemble.ts'
import type { Inference } from '../../shared/saxs/inference/inferring.ts'
import type { ChainDraws } from '../../shared/saxs/inference/sampling.ts'

/** Files as scripts for the published program read them: names, order and layout are its own, down to a spelling. */

/** One line for each round: weights of all models, scale, bound, chi², divergence. */
export function* selectionText({ selection, measures }: Inference, hasEnergies: boolean): Generator<string> {
  const rounds = selection?.rounds ?? []
  for (const { weights, scale, bound, chi2, divergence } of rounds) {
    yield `${[...weights, scale, bound.L, chi2, divergence].map(shortNumber).join(' ')}\n`
  }
  yield `Jesen-Shannon Div ${shortNumber(selection?.divergence ?? 0)}\n`
  if (hasEnergies) yield `BoltzmanShift ${shortNumber(rounds.at(-1)?.shift ?? 0)}\n`
  yield `\nChi2 ${shortNumber(rounds.at(-1)?.chi2 ?? measures.chi2)}\n\nModel Evidence: 0\n`
}

export function* selectionLog(
  { selection, survivors, measures }: Inference,
  names: readonly string[],
): Generator<string> {
  yield 'Selection by variational Bayesian weighting\n'
  yield `Chi2: ${shortNumber(selection?.rounds.at(-1)?.chi2 ?? measures.chi2)}\n`
  yield `Jesen-Shannon Div: ${shortNumber(selection?.divergence ?? 0)}\n`
  yield 'Model Evidence: 0\n\nModels selected:\n'
  for (const model of survivors) yield `${names[model] ?? ''}\n`
}

/** q, I, scale · fit, σ of the selection. */
export function* selectionFit(ensemble: Ensemble, { selection, survivors, levels }: Inference): Generator<string> {
  const scale = selection?.rounds.at(-1)?.scale ?? 1
  const background = levels ? backgroundAt(levels, survivors, selection?.weights ?? [], scale) : 0
  const mixture = mixtureOf(withModels(ensemble, survivors), selection?.weights ?? [])
  const { q, intensity, sigma } = ensemble.curve
  for (let at = 0; at < q.length; at++) {
    const values = [q[at], intensity[at], scale * (mixture[at] as number) + background, sigma[at]]
    yield `${values
      .map((value) =>
        Number((value ?? 0).toPrecision(8))
          .toString()
          .padStart(14),
      )
      .join(' ')}\n`
  }
}

/** `name:mean:se_mean:sd:n_eff:rhat` of each model that is left, then the measures. */
export function* inferenceText(inference: Inference, names: readonly string[], isDummy: boolean): Generator<string> {
  const { survivors, summary, measures, evidence } = inference
  const rows = summary?.weights ?? [{ mean: 1, error: 0, sd: 0, effective: Number.NaN, rhat: Number.NaN }]
  for (const [at, { mean, error, sd, effective, rhat }] of rows.entries()) {
    yield `${[names[survivors[at] ?? 0], mean, error, sd, effective, rhat].join(':')}\n`
  }
  yield `\nJSD : ${measures.divergence}\nChi2 : ${measures.chi2}\n`
  yield `Model Evidence : ${evidence?.lnZ ?? 'not computed'}\n`
  const { n, c, P } = measures.corMap
  yield `Cormap : GOF(n=${n}, c=${c}, P=${P})\nDummy : ${isDummy ? 'True' : 'False'}\n`
}

/** q, I, mean scale · fit, σ. */
export function* inferenceFit(
  { curve: { q, intensity, sigma } }: Ensemble,
  { measures }: Inference,
): Generator<string> {
  for (let at = 0; at < q.length; at++) {
    yield `${[q[at], intensity[at], measures.fit[at], sigma[at]].map((value) => longNumber(value ?? Number.NaN)).join(' ')}\n`
  }
}

/** Every draw of one chain, warm-up included. */
export function* drawsText(
  draws: ChainDraws,
  models: number,
  notes: Readonly<Record<string, string | number>>,
): Generator<string> {
  for (const [name, value] of Object.entries(notes)) yield `# ${name} = ${value}\n`
  const weights = Array.from({ length: models }, (_, model) => `weights.${model + 1}`)
  yield `lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,${weights.join()},scale\n`
  for (let row = 0; row < draws.scale.length; row++) {
    const { logDensity, acceptance, stepSize, depth, steps, isDivergent, energy, scale } = draws
    const columns = [logDensity, acceptance, stepSize, depth, steps, isDivergent, energy].map((column) => column[row])
    const drawn = draws.weights.subarray(row * models, (row + 1) * models)
    yield `${[...columns, ...drawn, scale[row]].map((value) => shortNumber(value ?? Number.NaN)).join()}\n`
  }
}

/** Curves of the models that are left, as the published program hands them from stage to stage. */
export function* simulatedText(ensemble: Ensemble, survivors: readonly number[]): Generator<string> {
  const points = ensemble.curve.q.length
  for (let point = 0; point < points; point++) {
    yield `${survivors.map((model) => longNumber(ensemble.simulated[model * points + point] as number)).join(' ')}\n`
  }
}

/** All models in one file, numbered from 1, without what ends a file in its middle. */
export function* ensembleText(structures: Iterable<readonly string[]>): Generator<string> {
  let model = 0
  for (const lines of structures) {
    yield `MODEL     ${String(++model).padStart(4)}\n${lines.join('\n')}\nENDMDL\n`
  }
  yield 'END\n'
}

const shortNumber = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(9))) : 'nan')

/** As `%.18e` has it. */
function longNumber(value: number): string {
  if (!Number.isFinite(value)) return 'nan'
  return value.toExponential(18).replace(/e([+-])(\d)$/, 'e$10$2')
}
