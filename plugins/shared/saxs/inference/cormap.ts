/** Longest run of residuals of one sign, and how probable a run at least as long is where signs are tosses of a coin. */
export type CorMap = Readonly<{ n: number; c: number; P: number }>

/** @see D. Franke, C. Jeffries, D. Svergun, Nature Methods 12 (2015), doi 10.1038/nmeth.3358 */
export function corMapOf(residuals: Float64Array): CorMap {
  const n = residuals.length
  const c = longestRun(residuals)
  return { n, c, P: chanceOfRun(n, c) }
}

/** A residual of 0 breaks a run and counts in none. */
export function longestRun(residuals: Float64Array): number {
  let longest = 0
  let length = 0
  let before = 0
  for (const residual of residuals) {
    const sign = Math.sign(residual)
    length = sign === 0 ? 0 : sign === before ? length + 1 : 1
    before = sign
    longest = Math.max(longest, length)
  }
  return longest
}

/** Probability that the longest run of heads or of tails among `n` tosses of a fair coin is `c` or longer. */
export const chanceOfRun = (n: number, c: number): number => (c <= 1 ? 1 : c > n ? 0 : chanceOfHeads(n - 1, c - 1))

/**
 * A run of c equal tosses is a run of c − 1 among the n − 1 answers to "is it like the one before?". The chance that such
 * a run first ends at toss m is that of no run before, a change, and then the run: a sum of positive terms, so that small
 * chances keep all their digits.
 *
 * @see M. Schilling, The longest run of heads, College Mathematics Journal 21 (1990)
 */
function chanceOfHeads(n: number, run: number): number {
  const whole = 2 ** -run
  const chance = new Float64Array(n + 1)
  for (let m = run; m <= n; m++) {
    chance[m] = m === run ? whole : (chance[m - 1] as number) + (whole / 2) * (1 - (chance[m - run - 1] ?? 0))
  }
  return chance[n] as number
}
