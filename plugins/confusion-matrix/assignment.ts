/**
 * For each row the column that it is paired with, so that the sum of the costs is least. Costs stand row after row in a
 * square.
 *
 * @see H. Kuhn, The Hungarian method for the assignment problem (1955), by shortest augmenting paths in O(n³)
 */
export function assign(costs: Float64Array, size: number): Int32Array {
  const rowPrice = new Float64Array(size + 1)
  const columnPrice = new Float64Array(size + 1)
  const rowOf = new Int32Array(size + 1).fill(size)
  const from = new Int32Array(size + 1)
  for (let row = 0; row < size; row++) {
    // Place `size` stands for the row that is looking for a column.
    rowOf[size] = row
    const slack = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
    const isUsed = new Uint8Array(size + 1)
    let column = size
    do {
      isUsed[column] = 1
      const present = rowOf[column] as number
      let delta = Number.POSITIVE_INFINITY
      let next = -1
      for (let other = 0; other < size; other++) {
        if (isUsed[other] === 1) continue
        const reduced =
          (costs[present * size + other] as number) - (rowPrice[present] as number) - (columnPrice[other] as number)
        if (reduced < (slack[other] as number)) {
          slack[other] = reduced
          from[other] = column
        }
        if ((slack[other] as number) < delta) {
          delta = slack[other] as number
          next = other
        }
      }
      for (let other = 0; other <= size; other++) {
        if (isUsed[other] === 1) {
          rowPrice[rowOf[other] as number] = (rowPrice[rowOf[other] as number] as number) + delta
          columnPrice[other] = (columnPrice[other] as number) - delta
        } else slack[other] = (slack[other] as number) - delta
      }
      column = next
    } while (rowOf[column] !== size)
    while (column !== size) {
      const before = from[column] as number
      rowOf[column] = rowOf[before] as number
      column = before
    }
  }
  const columns = new Int32Array(size)
  for (let column = 0; column < size; column++) columns[rowOf[column] as number] = column
  return columns
}
