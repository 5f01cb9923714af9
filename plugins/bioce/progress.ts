import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { type Phase, phases } from './options.ts'

/** Says how far the analysis is: the bar with the present chi² beside it, and a line in the log for each phase. */
export type Progress = (phase: Phase, share: number, chi2?: number, words?: string) => void

const everyMs = 300

export function progressOf(context: Pick<RunContext, 'progress' | 'log'>): Progress {
  let lastMs = 0
  let lastPhase: Phase | undefined
  let furthest = 0
  return (phase, share, chi2 = Number.NaN, words = '') => {
    const nowMs = performance.now()
    const isNew = phase !== lastPhase
    if (!isNew && nowMs - lastMs < everyMs) return
    lastMs = nowMs
    lastPhase = phase
    const [from, width] = phases[phase]
    furthest = Math.max(furthest, Math.floor(from + width * share))
    const present = Number.isFinite(chi2) ? `chi² ${chi2.toPrecision(3)}` : ''
    const beside = [phase, words, present].filter((part) => part !== '').join(', ')
    context.progress(furthest, { start: 0, target: 100, unit: `% (${beside})` })
    if (isNew) context.log(`${phase}${words === '' ? '' : `: ${words}`}`)
  }
}
