import { assign } from './assignment.ts'

/** The label of each entity by its ID. */
export type Labels = ReadonlyMap<string, string>

export type Confusion = Readonly<{
  /** Labels of the first file; rows. */
  labels: readonly string[]
  /** For each column the label of the second file that is shown there: the same ones, or the best pairing. */
  predicted: readonly string[]
  /** Row after row: how many entities have both labels. */
  counts: readonly (readonly number[])[]
  /** Entities that only one file knows, and those whose predicted label the first file does not have. */
  wrongIds: number
}>

/**
 * Counts how often labels meet. With `isOptimised`, columns are put in the order that has most on the diagonal, as the
 * numbers of clusters are arbitrary.
 *
 * @throws RangeError where the first file holds no label
 */
export function confusionOf(truth: Labels, prediction: Labels, isOptimised: boolean): Confusion {
  const labels = [...new Set(truth.values())].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  if (labels.length === 0) throw new RangeError('The first file holds no label.')
  const placeOf = new Map(labels.map((label, at) => [label, at]))
  const size = labels.length
  const counts = new Float64Array(size * size)
  let wrongIds = [...prediction.keys()].filter((id) => !truth.has(id)).length
  for (const [id, label] of truth) {
    const column = placeOf.get(prediction.get(id) ?? '')
    if (!prediction.has(id) || column === undefined) wrongIds++
    else {
      const at = (placeOf.get(label) as number) * size + column
      counts[at] = (counts[at] as number) + 1
    }
  }
  const order = isOptimised ? bestOrder(counts, size) : Int32Array.from(labels.keys())
  return {
    labels,
    predicted: Array.from(order, (column) => labels[column] as string),
    counts: labels.map((_, row) => Array.from(order, (column) => counts[row * size + column] as number)),
    wrongIds,
  }
}

function bestOrder(counts: Float64Array, size: number): Int32Array {
  const most = counts.reduce((high, count) => Math.max(high, count), 0)
  return assign(
    counts.map((count) => most - count),
    size,
  )
}
