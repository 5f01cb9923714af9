import type { Points } from '../../src/apps/plugins/formats/vectors.ts'

/** Points of rows of numbers. @throws RangeError where rows differ in length or hold something that is no finite number */
export function pointsFrom(rows: readonly (readonly number[])[]): Points {
  const width = rows[0]?.length ?? 0
  const values = new Float64Array(rows.length * width)
  rows.forEach((row, index) => {
    if (row.length !== width) throw new RangeError(`Point ${index + 1} has ${row.length} dimensions, not ${width}.`)
    if (!row.every(Number.isFinite))
      throw new RangeError(`Point ${index + 1} holds something that is no finite number.`)
    values.set(row, index * width)
  })
  return { count: rows.length, width, values }
}

/** The rows again, for output. */
export function* rowsOf({ count, width, values }: Points): Generator<number[]> {
  for (let row = 0; row < count; row++) yield Array.from(values.subarray(row * width, (row + 1) * width))
}

/** The square of the Euclidean distance between row `first` of one array and row `second` of another. */
export function squaredDistance(
  left: Float64Array,
  first: number,
  right: Float64Array,
  second: number,
  width: number,
): number {
  let sum = 0
  for (let index = 0, a = first * width, b = second * width; index < width; index++, a++, b++) {
    const difference = (left[a] as number) - (right[b] as number)
    sum += difference * difference
  }
  return sum
}

/** The variance of each column, by the count, not the count less one. */
export function columnVariances({ count, width, values }: Points): Float64Array {
  const means = new Float64Array(width)
  for (let at = 0; at < values.length; at++)
    means[at % width] = (means[at % width] as number) + (values[at] as number) / count
  const variances = new Float64Array(width)
  for (let at = 0; at < values.length; at++) {
    const deviation = (values[at] as number) - (means[at % width] as number)
    variances[at % width] = (variances[at % width] as number) + (deviation * deviation) / count
  }
  return variances
}
