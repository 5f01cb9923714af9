/** Gives numbers in [0, 1), one per call. */
export type Random = () => number

/**
 * xoshiro128** 1.1, its 128 bits of state being the key as four words, first word first. The same key gives the same
 * numbers on every machine and in every release, so that a plan can be drawn again from the key stored with it.
 *
 * Not for secrets. Chosen because its state is exactly one key, and JavaScript computes it exactly in 32-bit integers.
 *
 * @param key 32 hexadecimal digits, drawn at random.
 * @throws RangeError where the key is anything else, or all zero: that state never leaves zero.
 * @see Blackman, Vigna: Scrambled linear pseudorandom number generators, https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function randomFrom(key: string): Random {
  if (!/^[0-9a-f]{32}$/i.test(key)) throw new RangeError('A key has 32 hexadecimal digits')
  let [a, b, c, d] = [word(key, 0), word(key, 1), word(key, 2), word(key, 3)]
  if ((a | b | c | d) === 0) throw new RangeError('A key must not be all zero')

  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return (result >>> 0) / 2 ** 32
  }
}

const word = (key: string, index: number) => Number.parseInt(key.slice(index * 8, index * 8 + 8), 16) | 0

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))
