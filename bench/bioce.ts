import { normalsFrom, type Random, randomFrom } from '../plugins/shared/random.ts'
import type { Ensemble } from '../plugins/shared/saxs/inference/ensemble.ts'
import { type InferenceOptions, infer } from '../plugins/shared/saxs/inference/inferring.ts'
import { selectModels } from '../plugins/shared/saxs/inference/selecting.ts'
import { openPool, type Pool } from '../plugins/shared/saxs/parallel/pool.ts'
import { sampleOf } from '../plugins/shared/saxs/test/samples.ts'

export const title = 'bioce: selection and sampling on sample data, and how it grows with the number of structures'

const threads = 2
const selection = { threshold: 0.01, variant: 'corrected', seed: 1, maxRounds: 100 } as const
const inference: InferenceOptions = {
  ...selection,
  skipsSelection: false,
  iterations: 2_000,
  chains: 4,
  warmUpShare: 0.5,
  acceptance: 0.8,
  prior: null,
  withEvidence: false,
}

/** Each figure with the aim for two cores; threads are started and warm, as they are while an analysis runs. */
export async function run(): Promise<void> {
  const pool = openPool(threads)
  try {
    await selectModels({ ensemble: sampleOf('calmodulin/saxs4') }, selection, pool)
    await tell('selection, sample10 (5 models × 10 points)', 0.3, () => select(sampleOf('sample10'), pool))
    await tell('selection, library12 (12 × 392)', 2, () => select(sampleOf('calmodulin/library12'), pool))
    await tell('4 chains × 2,000, calmodulin (4 × 392)', 5, () =>
      infer({ ensemble: sampleOf('calmodulin/saxs4') }, { ...inference, skipsSelection: true }, pool),
    )
    await tell('whole inference with evidence, c2delta (5 × 850)', 20, () =>
      infer({ ensemble: sampleOf('c2delta/saxs5') }, { ...inference, withEvidence: true }, pool),
    )
    for (const [models, aim] of [
      [100, 60],
      [200, 60],
      [500, 60],
      [1_000, 60],
    ] as const)
      await tell(`selection, ${models} made models × 400 points`, aim, () => select(madeEnsemble(models, 400), pool))
  } finally {
    await pool.close()
  }
}

async function select(ensemble: Ensemble, pool: Pool): Promise<string> {
  const { survivors, rounds } = await selectModels({ ensemble }, selection, pool)
  return `${survivors.length} left after ${rounds.length} rounds`
}

async function tell(what: string, aimS: number, work: () => Promise<unknown>): Promise<void> {
  const started = performance.now()
  const before = process.cpuUsage()
  const outcome = await work()
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(before)
  const cpu = `${((user + system) / 1e6).toFixed(2).padStart(7)} s of processors`
  const words = typeof outcome === 'string' ? outcome : ''
  const memory = `${Math.round(process.memoryUsage.rss() / 1e6)} MB`
  console.log(
    `${what.padEnd(52)} ${seconds.toFixed(2).padStart(7)} s (aim ${aimS} s) ${cpu} ${memory.padStart(8)}  ${words}`,
  )
}

/** Curves of strings of twelve balls, each laid out at random; three of them make the curve, with errors of 1 % and more. */
export function madeEnsemble(models: number, points: number): Ensemble {
  const random = randomFrom(11)
  const normal = normalsFrom(randomFrom(12))
  const q = Float64Array.from({ length: points }, (_, at) => 0.01 + (0.3 * at) / points)
  const simulated = new Float64Array(models * points)
  for (let model = 0; model < models; model++) {
    const distances = distancesOfString(12, random)
    q.forEach((value, at) => {
      const pairs = distances.reduce((sum, distance) => sum + Math.sin(value * distance) / (value * distance), 0)
      simulated[model * points + at] = ((12 + 2 * pairs) / 144) * Math.exp(-((value * 6) ** 2) / 5)
    })
  }
  const [first, second, third] = [3, Math.floor(models / 2), models - 2]
  const mixture = q.map((_, at) => {
    const curve = (model: number): number => simulated[model * points + at] ?? 0
    return 0.5 * curve(first) + 0.3 * curve(second) + 0.2 * curve(third)
  })
  const sigma = mixture.map((value, at) => value * (0.01 + (0.05 * at) / points))
  const intensity = mixture.map((value, at) => value + (sigma[at] ?? 0) * normal())
  return {
    curve: { q, intensity, sigma },
    simulated,
    names: Array.from({ length: models }, (_, at) => `${at + 1}.pdb`),
  }
}

/** Steps of 10 Å that turn at random, more in some strings than in others. */
function distancesOfString(balls: number, random: Random): number[] {
  const stiffness = 4 * random()
  const places: [number, number, number][] = [[0, 0, 0]]
  let heading = [1, 0, 0] as [number, number, number]
  while (places.length < balls) {
    const wish = heading.map((value) => stiffness * value + 2 * random() - 1)
    const length = Math.hypot(...wish)
    heading = wish.map((value) => value / length) as [number, number, number]
    const last = places.at(-1) as [number, number, number]
    places.push(last.map((value, axis) => value + 10 * (heading[axis] ?? 0)) as [number, number, number])
  }
  return places.flatMap((one, at) =>
    places.slice(0, at).map((other) => Math.hypot(...one.map((value, i) => value - (other[i] ?? 0)))),
  )
}
