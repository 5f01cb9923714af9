import { isDeepStrictEqual } from 'node:util'
import type { Plot } from './results.ts'

type Series = Plot['series'][number]
type PlotsOf = Readonly<{ title: string; plots: readonly Plot[] }>

const mostSeries = 100
const mostPlots = 12

/**
 * Plots that several analyses have in common, by title and axes, each drawn into one picture: what they share, such as the
 * measured points, stands there once, what differs bears the name of its analysis. Matrices have no common picture.
 */
export function joinPlots(analyses: readonly PlotsOf[]): Plot[] {
  const kinds = new Map<string, { plot: Plot; from: { title: string; plot: Plot }[] }>()
  for (const { title, plots } of analyses)
    for (const plot of plots) {
      if (plot.matrix) continue
      const key = JSON.stringify([plot.title, plot.x.label, plot.y.label, typeof plot.series[0]?.x[0]])
      const known = kinds.get(key)
      if (known) known.from.push({ title, plot })
      else kinds.set(key, { plot, from: [{ title, plot }] })
    }
  return [...kinds.values()]
    .filter(({ from }) => from.length > 1)
    .slice(0, mostPlots)
    .map(({ plot, from }) => ({ ...plot, description: '', series: joinSeries(from).slice(0, mostSeries) }))
}

function joinSeries(from: readonly Readonly<{ title: string; plot: Plot }>[]): Series[] {
  const all = from.flatMap(({ title, plot }) => plot.series.map((series) => ({ title, series })))
  const isCommon = (series: Series): boolean =>
    from.every(({ plot }) => plot.series.some((other) => isDeepStrictEqual(other, series)))
  const common = (from[0]?.plot.series ?? []).filter(isCommon)
  const own = all
    .filter(({ series }) => !common.some((one) => isDeepStrictEqual(one, series)))
    .map(({ title, series }) => ({ ...series, name: `${title}: ${series.name}`.slice(0, 200) }))
  return [...common, ...own]
}
