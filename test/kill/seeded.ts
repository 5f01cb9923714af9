import { createHash } from 'node:crypto'

/** Chance that can be repeated: `LYCEUM_TEST_SEED` gives the seed, and titles say which one it was. */
export const seed = Number(process.env.LYCEUM_TEST_SEED ?? Date.now() % 1_000_000)

export type Chance = Readonly<{
  /** A whole number from 0 up to, not including, `below`. */
  number: (below: number) => number
  oneOf: <Value>(values: readonly Value[]) => Value
}>

/** A stream of its own for each purpose, so that one more draw here changes nothing there. */
export function chanceFor(purpose: string): Chance {
  let draws = 0
  const number = (below: number): number =>
    createHash('sha256').update(`${seed}/${purpose}/${draws++}`).digest().readUInt32BE(0) % below
  return {
    number,
    oneOf: (values) => {
      const value = values[number(values.length)]
      if (value === undefined) throw new RangeError('There is nothing to choose from.')
      return value
    },
  }
}
