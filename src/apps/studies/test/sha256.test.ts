import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import '../client/sha256.js'

type Hash = Readonly<{ add: (bytes: Uint8Array) => void; hex: () => string }>
const { openSha256 } = globalThis as unknown as { openSha256: () => Hash }

test('the hash that a browser makes of a file is that of the server, however the file is cut', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 2_654_435_761) >>> 13)
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 300_000]) {
    const whole = bytes.subarray(0, length)
    const expected = createHash('sha256').update(whole).digest('hex')
    for (const cut of [0, Math.floor(length / 3), length]) {
      const hash = openSha256()
      hash.add(whole.subarray(0, cut))
      hash.add(whole.subarray(cut))
      assert.equal(hash.hex(), expected, `${length} bytes, cut at ${cut}`)
    }
  }
})
