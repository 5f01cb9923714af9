import { hash } from 'node:crypto'

const firstCapacity = 1 << 16

/**
 * The keys of a list that were seen before, each with a number: sixteen bytes a key, however long it is. A key is known
 * by 64 bits of its SHA-256; among a million keys, two are taken for one with a chance of one in thirty million.
 */
export class SeenKeys {
  #hashes = new BigUint64Array(firstCapacity)
  #numbers = new Float64Array(firstCapacity)
  #count = 0

  /** Undefined for a key that was never set. */
  get(key: string): number | undefined {
    const wanted = hashOf(key)
    const place = this.#placeOf(wanted)
    return this.#hashes[place] === wanted ? this.#numbers[place] : undefined
  }

  /** A key that is there keeps its first number. */
  set(key: string, number: number): void {
    if (this.#count * 2 > this.#hashes.length) this.#grow()
    const wanted = hashOf(key)
    const place = this.#placeOf(wanted)
    if (this.#hashes[place] === wanted) return
    this.#hashes[place] = wanted
    this.#numbers[place] = number
    this.#count++
  }

  #placeOf(wanted: bigint): number {
    const mask = this.#hashes.length - 1
    let place = Number(wanted & BigInt(mask))
    while (this.#hashes[place] !== 0n && this.#hashes[place] !== wanted) place = (place + 1) & mask
    return place
  }

  #grow(): void {
    const [hashes, numbers] = [this.#hashes, this.#numbers]
    this.#hashes = new BigUint64Array(hashes.length * 2)
    this.#numbers = new Float64Array(hashes.length * 2)
    hashes.forEach((value, at) => {
      if (value === 0n) return
      const place = this.#placeOf(value)
      this.#hashes[place] = value
      this.#numbers[place] = numbers[at] ?? 0
    })
  }
}

/** Never zero, which marks a free place. */
function hashOf(key: string): bigint {
  return hash('sha256', key, 'buffer').readBigUInt64LE(0) | 1n
}
