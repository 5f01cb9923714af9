import assert from 'node:assert/strict'

/** One number that agrees within `tolerance`, absolutely. */
export function assertNear(actual: number, expected: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} is not ${expected} ± ${tolerance}`)
}

/** Numbers that agree within `tolerance`, absolutely below 1 and relatively above. */
export function assertClose(actual: Iterable<number>, expected: Iterable<number>, tolerance: number, what = ''): void {
  const given = [...actual]
  const wanted = [...expected]
  assert.equal(given.length, wanted.length, `${what} as many numbers`)
  wanted.forEach((value, at) => {
    const isClose = Math.abs((given[at] ?? Number.NaN) - value) <= tolerance * Math.max(1, Math.abs(value))
    assert.ok(isClose, `${what} at ${at}: ${given[at]} is not ${value}`)
  })
}

/** As assertClose, but either list may have all its signs the other way. */
export function assertCloseUpToSign(
  actual: Iterable<number>,
  expected: Iterable<number>,
  tolerance: number,
  what = '',
): void {
  const given = [...actual]
  const wanted = [...expected]
  const product = given.reduce((sum, value, at) => sum + value * (wanted[at] ?? 0), 0)
  assertClose(product < 0 ? given.map((value) => -value) : given, wanted, tolerance, what)
}
