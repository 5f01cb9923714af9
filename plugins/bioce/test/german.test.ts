import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Inference, InferenceInput } from '../../shared/saxs/inference/inferring.ts'
import { verdictOf } from '../../shared/saxs/inference/verdict.ts'
import { germanOf } from '../../shared/test/german.ts'
import { summaryView } from '../outputs/views.ts'

type Figures = Readonly<{ chi2: number; P: number; divergence: number; rhat: number; left: number; count: number }>

/** What a verdict and its key numbers are read from, and nothing else of an inference. */
function inferred({ chi2, P, divergence, rhat, left, count }: Figures): [InferenceInput, Inference] {
  const names = Array.from({ length: count }, (_, at) => `${at}.pdb`)
  const spread = { mean: 1 }
  const diagnostics = { worstRhat: rhat, draws: 100, divergences: 50, energyFractions: [0.1], leastEffective: 9 }
  const inference = {
    measures: { chi2, corMap: { n: 100, c: 9, P }, divergence },
    survivors: names.slice(0, left).map((_, at) => at),
    weights: [],
    selection: { rounds: [{ reached: 1 }] },
    summary: left > 1 ? { diagnostics, scale: spread } : null,
    scale: 1,
    shiftsChi2: 1,
    background: { mean: 1, sd: 1 },
    evidence: { lnZ: 1, error: 1 },
  }
  const ensemble = { names, curve: { q: new Float64Array(30) } }
  return [{ ensemble }, inference] as unknown as [InferenceInput, Inference]
}

const cases: readonly Figures[] = [
  { chi2: 1.024, P: 0.5, divergence: 0.1, rhat: 1, left: 3, count: 8 },
  { chi2: 0.1, P: 0.5, divergence: 0.2, rhat: 1.05, left: 60, count: 80 },
  { chi2: 3, P: 0.5, divergence: 0.4, rhat: 2, left: 3, count: 8 },
  { chi2: 3, P: 0.001, divergence: 0.4, rhat: 1, left: 1, count: 8 },
  { chi2: 1, P: 0.5, divergence: 0, rhat: 1, left: 1, count: 1 },
]

test('STU-8.9 whatever a verdict says is said in German too, with its numbers as Germans write them', async () => {
  const say = await germanOf(join(import.meta.dirname, '..'))
  const names = new Set(['chi²', 'CorMap P', 'JSD', 'ln Z'])
  for (const one of cases) {
    const [input, inference] = inferred(one)
    const verdict = verdictOf(input, inference)
    const { figures = [] } = summaryView(inference, verdict, input.ensemble.names, new Map())
    const said = [verdict.sentence, ...verdict.advice, ...figures.flatMap(({ label, help = '' }) => [label, help])]
    assert.deepEqual(
      said.filter(
        (text) => !names.has(text) && (say(text) === text || /\b(the|models|weights|curve)\b/.test(say(text))),
      ),
      [],
    )
  }
  const [input, inference] = inferred({ chi2: 1.024, P: 0.5, divergence: 0.1, rhat: 1, left: 3, count: 8 })
  assert.equal(
    say(verdictOf(input, inference).sentence),
    'Mit 3 von 8 Modellen wird die Kurve erklärt (chi² 1,02, CorMap-P 0,500); die Gewichte sind scharf bestimmt (JSD 0,10).',
  )
})
