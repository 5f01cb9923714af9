/**
 * Fits the nearest never-decreasing sequence to `values` in place, by squared differences.
 *
 * @see M. Ayer et al. (1955), pooling adjacent violators, in linear time
 */
export function fitIsotonic(values: Float64Array, sums: Float64Array, sizes: Int32Array): void {
  let blocks = 0
  for (let at = 0; at < values.length; at++) {
    let sum = values[at] as number
    let size = 1
    while (blocks > 0 && (sums[blocks - 1] as number) * size >= sum * (sizes[blocks - 1] as number)) {
      blocks--
      sum += sums[blocks] as number
      size += sizes[blocks] as number
    }
    sums[blocks] = sum
    sizes[blocks] = size
    blocks++
  }
  for (let block = 0, at = 0; block < blocks; block++) {
    const mean = (sums[block] as number) / (sizes[block] as number)
    const end = at + (sizes[block] as number)
    values.fill(mean, at, end)
    at = end
  }
}
