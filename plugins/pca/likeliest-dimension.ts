/**
 * The number of dimensions that most likely made points with these variances along their components.
 *
 * @see T. Minka, Automatic choice of dimensionality for PCA (NIPS 2000), equation 30
 */
export function likeliestDimension(variances: readonly number[], count: number): number {
  let best = 1
  let most = Number.NEGATIVE_INFINITY
  for (let rank = 1; rank < variances.length; rank++) {
    const evidence = logEvidence(variances, rank, count)
    if (evidence <= most) continue
    most = evidence
    best = rank
  }
  return best
}

function logEvidence(variances: readonly number[], rank: number, count: number): number {
  const width = variances.length
  if ((variances[rank - 1] as number) < Number.EPSILON) return Number.NEGATIVE_INFINITY
  const rest = variances.slice(rank).reduce((sum, variance) => sum + variance, 0) / (width - rank)
  const noise = Math.max(Number.EPSILON, rest)
  const free = width * rank - (rank * (rank + 1)) / 2

  let prior = -rank * Math.log(2)
  let signal = 0
  for (let i = 0; i < rank; i++) {
    prior += logGamma((width - i) / 2) - (Math.log(Math.PI) * (width - i)) / 2
    signal += Math.log(variances[i] as number)
  }
  return (
    prior -
    (signal * count) / 2 -
    (Math.log(noise) * count * (width - rank)) / 2 +
    (Math.log(2 * Math.PI) * (free + rank)) / 2 -
    curvature(variances, rank, noise, count) / 2 -
    (rank * Math.log(count)) / 2
  )
}

/** The logarithm of the determinant of the Hessian: how narrow the likelihood's peak is. */
function curvature(variances: readonly number[], rank: number, noise: number, count: number): number {
  const smoothed = (at: number): number => (at < rank ? (variances[at] as number) : noise)
  let sum = 0
  for (let i = 0; i < rank; i++) {
    for (let j = i + 1; j < variances.length; j++) {
      const apart = (variances[i] as number) - (variances[j] as number)
      sum += Math.log(apart * (1 / smoothed(j) - 1 / smoothed(i))) + Math.log(count)
    }
  }
  return sum
}

/** The logarithm of the gamma function of a number above 0. @see C. Lanczos (1964), with g = 7 and nine terms */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x - 1
  const shifted = base + 7.5
  const sum = terms.reduce((total, term, at) => total + term / (base + at + 1), 0.9999999999998099)
  return 0.5 * Math.log(2 * Math.PI) + (base + 0.5) * Math.log(shifted) - shifted + Math.log(sum)
}
