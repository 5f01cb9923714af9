import type { Points } from '../../src/apps/plugins/formats/vectors.ts'

/** The distance between row `first` and row `second` of the points that a metric was made for. */
export type Distance = (first: number, second: number) => number

type Measure = (values: Float64Array, first: number, second: number, width: number) => number

/** Distances whose names are those of scipy.spatial.distance, where each formula stands. */
export const metricNames = [
  'minkowski',
  'cityblock',
  'cosine',
  'euclidean',
  'l1',
  'l2',
  'manhattan',
  'braycurtis',
  'canberra',
  'chebyshev',
  'correlation',
  'dice',
  'hamming',
  'jaccard',
  'kulsinski',
  'mahalanobis',
  'rogerstanimoto',
  'russellrao',
  'seuclidean',
  'sokalmichener',
  'sokalsneath',
  'sqeuclidean',
  'yule',
] as const

export type MetricName = (typeof metricNames)[number]

/** A metric for these points; `p` is the power of `minkowski`, at least 1. */
export function distanceAmong(points: Points, name: MetricName, p = 2): Distance {
  const { values, width } = points
  if (name === 'mahalanobis') return mahalanobis(points)
  if (name === 'seuclidean') return standardised(points)
  const measure = name === 'minkowski' ? minkowski(p) : measures[name]
  return (first, second) => measure(values, first * width, second * width, width)
}

const squared: Measure = (values, a, b, width) => {
  let sum = 0
  for (let index = 0; index < width; index++) {
    const difference = (values[a + index] as number) - (values[b + index] as number)
    sum += difference * difference
  }
  return sum
}
const euclidean: Measure = (values, a, b, width) => Math.sqrt(squared(values, a, b, width))

const cityblock: Measure = (values, a, b, width) => {
  let sum = 0
  for (let index = 0; index < width; index++)
    sum += Math.abs((values[a + index] as number) - (values[b + index] as number))
  return sum
}

const chebyshev: Measure = (values, a, b, width) => {
  let most = 0
  for (let index = 0; index < width; index++) {
    most = Math.max(most, Math.abs((values[a + index] as number) - (values[b + index] as number)))
  }
  return most
}

function minkowski(p: number): Measure {
  if (!(p >= 1)) throw new RangeError('The power of a Minkowski distance must be at least 1.')
  if (p === 1) return cityblock
  if (p === 2) return euclidean
  if (p === Number.POSITIVE_INFINITY) return chebyshev
  return (values, a, b, width) => {
    let sum = 0
    for (let index = 0; index < width; index++) {
      sum += Math.abs((values[a + index] as number) - (values[b + index] as number)) ** p
    }
    return sum ** (1 / p)
  }
}

const braycurtis: Measure = (values, a, b, width) => {
  let apart = 0
  let both = 0
  for (let index = 0; index < width; index++) {
    apart += Math.abs((values[a + index] as number) - (values[b + index] as number))
    both += Math.abs((values[a + index] as number) + (values[b + index] as number))
  }
  return both === 0 ? 0 : apart / both
}

const canberra: Measure = (values, a, b, width) => {
  let sum = 0
  for (let index = 0; index < width; index++) {
    const left = values[a + index] as number
    const right = values[b + index] as number
    if (left !== 0 || right !== 0) sum += Math.abs(left - right) / (Math.abs(left) + Math.abs(right))
  }
  return sum
}

const hamming: Measure = (values, a, b, width) => {
  let different = 0
  for (let index = 0; index < width; index++) if (values[a + index] !== values[b + index]) different++
  return width === 0 ? 0 : different / width
}

/** One less the cosine of the angle between two rows, after taking `mean` off each. */
const angular =
  (isCentred: boolean): Measure =>
  (values, a, b, width) => {
    const left = isCentred ? rowMean(values, a, width) : 0
    const right = isCentred ? rowMean(values, b, width) : 0
    let product = 0
    let leftSquare = 0
    let rightSquare = 0
    for (let index = 0; index < width; index++) {
      const x = (values[a + index] as number) - left
      const y = (values[b + index] as number) - right
      product += x * y
      leftSquare += x * x
      rightSquare += y * y
    }
    if (leftSquare === 0 || rightSquare === 0) return a === b || leftSquare === rightSquare ? 0 : 1
    return a === b ? 0 : Math.max(0, 1 - product / Math.sqrt(leftSquare * rightSquare))
  }

function rowMean(values: Float64Array, start: number, width: number): number {
  let sum = 0
  for (let index = 0; index < width; index++) sum += values[start + index] as number
  return sum / width
}

/** A distance of two rows of yes and no, from how often both, only the first, only the second, or none says yes. */
const ofBits =
  (formula: (both: number, first: number, second: number, none: number) => number): Measure =>
  (values, a, b, width) => {
    let both = 0
    let first = 0
    let second = 0
    for (let index = 0; index < width; index++) {
      const left = values[a + index] !== 0
      const right = values[b + index] !== 0
      if (left && right) both++
      else if (left) first++
      else if (right) second++
    }
    const distance = formula(both, first, second, width - both - first - second)
    return Number.isNaN(distance) ? 0 : distance
  }

const twiceApart = ofBits((both, first, second, none) => {
  const apart = 2 * (first + second)
  return apart / (both + none + apart)
})

const measures: Readonly<Record<Exclude<MetricName, 'minkowski' | 'mahalanobis' | 'seuclidean'>, Measure>> = {
  cityblock,
  l1: cityblock,
  manhattan: cityblock,
  euclidean,
  l2: euclidean,
  sqeuclidean: squared,
  chebyshev,
  braycurtis,
  canberra,
  hamming,
  cosine: angular(false),
  correlation: angular(true),
  dice: ofBits((both, first, second) => (first + second) / (2 * both + first + second)),
  jaccard: ofBits((both, first, second) => (first + second) / (both + first + second)),
  kulsinski: ofBits((both, first, second, none) => {
    const apart = first + second
    return (apart + first + second + none) / (apart + both + first + second + none)
  }),
  rogerstanimoto: twiceApart,
  russellrao: ofBits((both, first, second, none) => (first + second + none) / (both + first + second + none)),
  sokalmichener: twiceApart,
  sokalsneath: ofBits((both, first, second) => (2 * (first + second)) / (both + 2 * (first + second))),
  yule: ofBits((both, first, second, none) =>
    first * second === 0 ? 0 : (2 * first * second) / (both * none + first * second),
  ),
}

/** Euclidean, each dimension divided by its standard deviation; one without any spread counts nothing. */
function standardised(points: Points): Distance {
  const { values, width } = points
  const weights = covariance(points).filter((_, place) => place % (width + 1) === 0)
  return (first, second) => {
    let sum = 0
    for (let index = 0, a = first * width, b = second * width; index < width; index++, a++, b++) {
      const difference = (values[a] as number) - (values[b] as number)
      const variance = weights[index] as number
      if (variance > 0) sum += (difference * difference) / variance
    }
    return Math.sqrt(sum)
  }
}

/** Euclidean after the points were made uncorrelated: rows are solved against the Cholesky factor of the covariance. */
function mahalanobis(points: Points): Distance {
  const { count, values, width } = points
  const factor = cholesky(covariance(points), width)
  const whitened = new Float64Array(values.length)
  for (let row = 0; row < count; row++) {
    for (let index = 0; index < width; index++) {
      let rest = values[row * width + index] as number
      for (let before = 0; before < index; before++) {
        rest -= (factor[index * width + before] as number) * (whitened[row * width + before] as number)
      }
      whitened[row * width + index] = rest / (factor[index * width + index] as number)
    }
  }
  return (first, second) => euclidean(whitened, first * width, second * width, width)
}

/** By the count less one. */
function covariance({ count, values, width }: Points): Float64Array {
  const means = new Float64Array(width)
  for (let at = 0; at < values.length; at++)
    means[at % width] = (means[at % width] as number) + (values[at] as number) / count
  const sums = new Float64Array(width * width)
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) {
      const left = (values[row * width + i] as number) - (means[i] as number)
      for (let j = 0; j < width; j++) {
        const right = (values[row * width + j] as number) - (means[j] as number)
        sums[i * width + j] = (sums[i * width + j] as number) + (left * right) / (count - 1)
      }
    }
  }
  return sums
}

/** The lower triangle L with L·Lᵀ = `matrix`. @throws RangeError where a direction has no spread */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] as number
      for (let k = 0; k < j; k++) rest -= (factor[i * size + k] as number) * (factor[j * size + k] as number)
      if (i !== j) factor[i * size + j] = rest / (factor[j * size + j] as number)
      else if (rest > 1e-12 * (matrix[i * size + i] as number)) factor[i * size + i] = Math.sqrt(rest)
      else throw new RangeError('The points lie in a plane: the Mahalanobis distance needs spread in every direction.')
    }
  }
  return factor
}
