/** Numbers from [0, 1) with 32 random bits each; the same ones for the same seed, on every machine. */
export type Random = () => number

/**
 * A generator of its own for a whole number as seed.
 *
 * @see C. Doty-Humphrey, PractRand: sfc32; seeded through splitmix32, and warmed up as its author asks.
 */
export function randomFrom(seed: number): Random {
  let state = seed | 0
  const split = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  let a = split()
  let b = split()
  let c = split()
  let counter = 1

  const next: Random = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** Independent draws from the standard normal distribution. @see G. Marsaglia's polar form of Box–Muller */
export function normalsFrom(random: Random): Random {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    let x = 0
    let y = 0
    let square = 0
    do {
      x = 2 * random() - 1
      y = 2 * random() - 1
      square = x * x + y * y
    } while (square >= 1 || square === 0)
    const scale = Math.sqrt((-2 * Math.log(square)) / square)
    spare = y * scale
    return x * scale
  }
}

/** A whole number from 0 up to, not including, `limit`. */
export const randomBelow = (random: Random, limit: number): number => Math.floor(random() * limit)

/** Puts the elements in random order, in place. @see Fisher–Yates */
export function shuffle<Element>(list: Element[], random: Random): Element[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1)
    const kept = list[last] as Element
    list[last] = list[other] as Element
    list[other] = kept
  }
  return list
}

/** A seed for runs that nobody asked to be repeatable. */
export const anySeed = (): number => (Math.random() * 4294967296) >>> 0
