import assert from 'node:assert/strict'

/** Labels are arbitrary: two lists say the same where they put the same points together. */
export function assertSamePartition(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const canonical = (labels: ArrayLike<number>): number[] => {
    const numbers = new Map<number, number>()
    return Array.from(labels, (label) => {
      if (!numbers.has(label)) numbers.set(label, numbers.size)
      return numbers.get(label) as number
    })
  }
  assert.deepEqual(canonical(actual), canonical(expected))
}
