import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Value } from '../attribute-values.ts'
import { pairsOfValues } from '../value-pairs.ts'

test('RUN-8.3.7 pairs come as the plain loop over all pairs of entities finds them', () => {
  const sets = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 3 }), { maxLength: 8 })
  fc.assert(
    fc.property(sets, (values) => {
      const entities = values.map((kinds, index) => ({ ID: String(index), kinds }))
      assert.deepEqual([...pairsOfValues(entities, 'kinds')], plainPairs(values))
    }),
    { numRuns: 300 },
  )
})

function plainPairs(values: readonly (readonly string[])[]): [Value, Value][] {
  const found = new Map<string, [Value, Value]>()
  values.forEach((left, index) => {
    for (const right of values.slice(index)) {
      for (const source of left) {
        for (const target of right) {
          const key = `${source}|${target}`
          if (source !== '' && target !== '' && !found.has(key)) found.set(key, [source, target])
        }
      }
    }
  })
  return [...found.values()]
}
