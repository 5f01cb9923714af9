import type { Reaching } from './reaching.ts'

type XiOptions = Readonly<{
  /** How much steeper, relatively, a slope must be to bound a valley. */
  xi: number
  minSamples: number
  minClusterSize: number
  predecessorCorrection: boolean
}>

/** A slope downwards, with the highest reachability between its end and where the search stands. */
type Descent = { start: number; end: number; between: number }
type Valley = Readonly<{ start: number; end: number }>

/**
 * Labels of the clusters that are valleys between steep slopes of the reachability; −1 is noise. Of nested valleys the
 * innermost gets the label.
 *
 * @see M. Ankerst et al. (SIGMOD 1999), section 4.3; E. Schubert, M. Gertz, Improving the Cluster Structure Extracted
 * from OPTICS Plots (LWDA 2018) for the correction by predecessors
 */
export function labelsByXi(reaching: Reaching, options: XiOptions): Int32Array {
  const { order } = reaching
  const byPlace = new Int32Array(order.length).fill(-1)
  let label = 0
  for (const { start, end } of valleys(reaching, options)) {
    if (byPlace.subarray(start, end + 1).some((taken) => taken !== -1)) continue
    byPlace.fill(label++, start, end + 1)
  }
  const labels = new Int32Array(order.length)
  order.forEach((point, place) => {
    labels[point] = byPlace[place] as number
  })
  return labels
}

/** Labels of the clusters that DBSCAN would find with this radius; −1 is noise. */
export function labelsByRadius({ order, reachability, core }: Reaching, epsilon: number): Int32Array {
  const labels = new Int32Array(order.length)
  let label = -1
  for (const point of order) {
    const isCore = (core[point] as number) <= epsilon
    const isFar = (reachability[point] as number) > epsilon
    if (isFar && isCore) label++
    labels[point] = isFar && !isCore ? -1 : label
  }
  return labels
}

function valleys(reaching: Reaching, options: XiOptions): Valley[] {
  const plot = plotOf(reaching, options.xi)
  const found: Valley[] = []
  let descents: Descent[] = []
  let next = 0
  let highest = 0
  for (let place = 0; place < reaching.order.length; place++) {
    const isDown = plot.isSteepDown(place)
    if (place < next || !(isDown || plot.isSteepUp(place))) continue
    for (let at = next; at <= place; at++) highest = Math.max(highest, plot.height(at))
    descents = stillOpen(descents, highest, plot)
    const end = isDown
      ? slopeEnd(plot.isSteepDown, plot.isUp, place, reaching.order.length, options.minSamples)
      : slopeEnd(plot.isSteepUp, plot.isDown, place, reaching.order.length, options.minSamples)
    if (isDown) descents.push({ start: place, end, between: 0 })
    else found.push(...endingAt({ start: place, end }, descents, plot, reaching, options).reverse())
    next = end + 1
    highest = plot.height(next)
  }
  return found
}

type Plot = ReturnType<typeof plotOf>

/** The reachability along the walk, with a wall at its end. Two walls beside each other are level. */
function plotOf({ order, reachability }: Reaching, xi: number) {
  const heights = new Float64Array(order.length + 1).fill(Number.POSITIVE_INFINITY)
  order.forEach((point, place) => {
    heights[place] = reachability[point] as number
  })
  const height = (place: number): number => heights[place] ?? Number.POSITIVE_INFINITY
  const ratio = (place: number): number => height(place) / height(place + 1)
  const gentle = 1 - xi
  return {
    gentle,
    height,
    isSteepUp: (place: number): boolean => ratio(place) <= gentle,
    isSteepDown: (place: number): boolean => ratio(place) >= 1 / gentle,
    isUp: (place: number): boolean => ratio(place) < 1,
    isDown: (place: number): boolean => ratio(place) > 1,
  }
}

/** Descents that nothing higher than their start has followed; each remembers the highest place since its end. */
function stillOpen(descents: readonly Descent[], highest: number, plot: Plot): Descent[] {
  if (highest === Number.POSITIVE_INFINITY) return []
  const open = descents.filter(({ start }) => highest <= plot.height(start) * plot.gentle)
  for (const descent of open) descent.between = Math.max(descent.between, highest)
  return open
}

/** The last steep place of a slope, which may pause for `minSamples` places but never turn back. */
function slopeEnd(
  isSteep: (place: number) => boolean,
  turnsBack: (place: number) => boolean,
  start: number,
  count: number,
  minSamples: number,
): number {
  let end = start
  for (let place = start, pauses = 0; place < count; place++) {
    if (isSteep(place)) {
      end = place
      pauses = 0
    } else if (turnsBack(place) || ++pauses > minSamples) break
  }
  return end
}

/** The valleys that lie between one of the descents and this ascent, widest first. */
function endingAt(
  ascent: Valley,
  descents: readonly Descent[],
  plot: Plot,
  reaching: Reaching,
  options: XiOptions,
): Valley[] {
  const found: Valley[] = []
  for (const descent of descents) {
    if (plot.height(ascent.end + 1) * plot.gentle < descent.between) continue
    const level = levelled(descent, ascent, plot)
    const valley = options.predecessorCorrection ? reachedFromWithin(level, plot, reaching) : level
    if (valley === undefined || valley.end - valley.start + 1 < options.minClusterSize) continue
    if (valley.start <= descent.end && valley.end >= ascent.start) found.push(valley)
  }
  return found
}

/** Cuts the higher of the two slopes down to the height of the other one. */
function levelled(descent: Descent, ascent: Valley, plot: Plot): Valley {
  let { start } = descent
  let { end } = ascent
  const left = plot.height(start)
  const right = plot.height(end + 1)
  if (left * plot.gentle >= right) while (plot.height(start + 1) > right && start < descent.end) start++
  else if (right * plot.gentle >= left) while (plot.height(end - 1) > left && end > ascent.start) end--
  return { start, end }
}

/** Takes points off the end until the last one was reached from a point within, or lies lower than the first. */
function reachedFromWithin({ start, end }: Valley, plot: Plot, { order, predecessor }: Reaching): Valley | undefined {
  for (let last = end; last > start; last--) {
    if (plot.height(start) > plot.height(last)) return { start, end: last }
    const from = predecessor[order[last] as number] as number
    if (order.subarray(start, last).includes(from)) return { start, end: last }
  }
  return undefined
}
