import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { headerOf, paddingOf, parseHeader } from '../tar-header.ts'

test('a header tells its name and size, also beyond eight gigabytes', () => {
  for (const sizeBytes of [0, 1, 512, 8 ** 11 - 1, 8 ** 11, 2 ** 50]) {
    assert.deepEqual(parseHeader(headerOf('blobs/x', sizeBytes)), { name: 'blobs/x', sizeBytes })
  }
})

test('a header with any one bit changed is no header', () => {
  const header = headerOf(`blobs/${'a'.repeat(64)}`, 12_345)
  fc.assert(
    fc.property(fc.nat(511), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(header)
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at)

      assert.equal(parseHeader(changed), undefined)
    }),
    { numRuns: 2_000 },
  )
})

test('a file fills its last block with zeros', () => {
  assert.deepEqual(
    [0, 1, 511, 512, 513].map((size) => paddingOf(size).length),
    [0, 511, 1, 0, 511],
  )
})
