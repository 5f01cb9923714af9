// @ts-check
// SHA-256 of a file that is read part by part: the one of the browser wants all of it at once, and only over https.
// @see FIPS 180-4, section 6.2

;(() => {
  const blockBytes = 64
  const { constants, start } = firstDigits()

  /** Begins a hash; `add` takes bytes in their order, `hex` ends it. */
  function openSha256() {
    const state = Int32Array.from(start)
    const words = new Int32Array(blockBytes)
    const rest = new Uint8Array(blockBytes)
    let [held, total] = [0, 0]

    function take(/** @type {Uint8Array} */ bytes) {
      let at = 0
      if (held > 0) {
        at = Math.min(blockBytes - held, bytes.length)
        rest.set(bytes.subarray(0, at), held)
        held += at
        if (held < blockBytes) return
        mix(state, words, rest, 0)
        held = 0
      }
      for (; at + blockBytes <= bytes.length; at += blockBytes) mix(state, words, bytes, at)
      rest.set(bytes.subarray(at))
      held = bytes.length - at
    }

    return {
      add(/** @type {Uint8Array} */ bytes) {
        total += bytes.length
        take(bytes)
      },
      hex() {
        const tail = new Uint8Array((held < 56 ? 64 : 128) - held)
        tail[0] = 0x80
        const length = new DataView(tail.buffer)
        length.setUint32(tail.length - 8, Math.floor(total / 2 ** 29))
        length.setUint32(tail.length - 4, (total * 8) >>> 0)
        take(tail)
        return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
      },
    }
  }

  /** One block of 64 bytes. */
  function mix(
    /** @type {Int32Array} */ state,
    /** @type {Int32Array} */ w,
    /** @type {Uint8Array} */ bytes,
    /** @type {number} */ from,
  ) {
    for (let i = 0, at = from; i < 16; i++, at += 4)
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
    for (let i = 16; i < 64; i++) {
      const early = w[i - 15]
      const late = w[i - 2]
      const s0 = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3)
      const s1 = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10)
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0
    }
    // One by one: taken apart as a list they would be eight steps of an iterator.
    let a = state[0]
    let b = state[1]
    let c = state[2]
    let d = state[3]
    let e = state[4]
    let f = state[5]
    let g = state[6]
    let h = state[7]
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i] + w[i]) | 0
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
    state[4] += e
    state[5] += f
    state[6] += g
    state[7] += h
  }

  /** The first 32 bits behind the point of cube roots, and of square roots, of the first primes. */
  function firstDigits() {
    const primes = []
    for (let number = 2; primes.length < 64; number++)
      if (primes.every((prime) => number % prime !== 0)) primes.push(number)
    const digits = (/** @type {number} */ root) => ((root % 1) * 2 ** 32) | 0
    return {
      constants: Int32Array.from(primes, (prime) => digits(Math.cbrt(prime))),
      start: Int32Array.from(primes.slice(0, 8), (prime) => digits(Math.sqrt(prime))),
    }
  }

  Object.assign(globalThis, { openSha256 })
})()
