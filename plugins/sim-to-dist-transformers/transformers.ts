/** The ways to make a distance of a similarity between 0 and 1, by their names on the wire. */
export const transformers = {
  linear_inverse: (similarity: number): number => 1 - similarity,
  exponential_inverse: (similarity: number): number => Math.exp(-similarity),
  gaussian_inverse: (similarity: number): number => Math.exp(-similarity * similarity),
  polynomial_inverse: (similarity: number): number => 1 / (1 + similarity),
  square_inverse: (similarity: number): number => Math.sqrt(1 - similarity),
} as const

export type Transformer = keyof typeof transformers

/** A row of `custom/attribute-similarities` with whatever else stands in it. */
export type SimilarityRow = Readonly<Record<string, unknown>> & Readonly<{ similarity?: unknown }>
type DistanceRow = Readonly<Record<string, unknown>> & Readonly<{ distance: number | null }>

/** The row with a distance in place of its similarity; null stays null. @throws RangeError for one outside of 0 to 1 */
export function distanceRow(row: SimilarityRow, transformer: Transformer): DistanceRow {
  const { similarity = null, ...rest } = row
  if (similarity === null) return { ...rest, distance: null }
  if (typeof similarity !== 'number' || !(similarity >= 0 && similarity <= 1)) {
    throw new RangeError(`A similarity must lie between 0 and 1, not at ${JSON.stringify(similarity)}.`)
  }
  return { ...rest, distance: transformers[transformer](similarity) }
}
