import type { Pool } from '../parallel/pool.ts'
import type { ChainDraws, PosedData, SamplingOptions } from './sampling.ts'

type EnsembleOptions = SamplingOptions &
  Readonly<{
    chains: number
    seed: number
    /** Where chains start; left out, each starts anywhere. */
    start?: Readonly<{ weights: Float64Array; shift: number | null }>
  }>

/** Told how many iterations of all chains are done, and of a present chi². */
type SamplingReport = (told: Readonly<{ done: number; of: number; chi2: number }>) => void

/** Several chains of the posterior, side by side; their order and draws do not depend on which ends first. */
export async function sampleEnsemble(
  posed: PosedData,
  { chains, seed, start, ...options }: EnsembleOptions,
  pool: Pool,
  report?: SamplingReport,
): Promise<ChainDraws[]> {
  const done = new Array<number>(chains).fill(0)
  const runs = done.map((_, chain) =>
    pool.run(
      'sampleChain',
      { posed, options, seed, chain, ...(start ? { start } : {}) },
      (iterations = 0, chi2 = 0) => {
        done[chain] = iterations
        report?.({ done: done.reduce((sum, one) => sum + one, 0), of: chains * options.iterations, chi2 })
      },
    ),
  )
  return Promise.all(runs)
}
