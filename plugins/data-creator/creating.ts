import { normalsFrom, type Random, shuffle } from '../shared/random.ts'

/** A point and the class it belongs to. */
export type Labelled = Readonly<{ point: readonly number[]; label: number }>

export type DatasetOptions = Readonly<{
  type: 'two_spirals' | 'checkerboard' | 'blobs' | 'checkerboard_3d' | 'blobs_3d'
  /** How many points; spirals have as many each, twice as many in sum. */
  count: number
  noise: number
  turns: number
  centers: number
}>

/** Points of a made-up classification problem, in random order. */
export function createPoints(options: DatasetOptions, random: Random): Labelled[] {
  return shuffle(generators[options.type](options, random), random)
}

const generators: Readonly<Record<DatasetOptions['type'], (options: DatasetOptions, random: Random) => Labelled[]>> = {
  two_spirals: twoSpirals,
  checkerboard: ({ count }, random) => checkerboard(count, 2, random),
  checkerboard_3d: ({ count }, random) => checkerboard(count, 3, random),
  blobs: ({ count, centers }, random) => blobs(count, centers, 2, random),
  blobs_3d: ({ count, centers }, random) => blobs(count, centers, 3, random),
}

/** @see K. Lang, M. Witbrock, Learning to Tell Two Spirals Apart (1988); evenly along the arc by the square root */
function twoSpirals({ count, noise, turns }: DatasetOptions, random: Random): Labelled[] {
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(random()) * turns * 2 * Math.PI
    const x = -Math.cos(radius) * radius + random() * noise
    const y = Math.sin(radius) * radius + random() * noise
    return [
      { point: [x, y], label: 0 },
      { point: [-x, -y], label: 1 },
    ]
  }).flat()
}

/** How far the fields are moved from the axes, so that the classes do not touch. */
const gap = 0.2

function checkerboard(count: number, dimensions: 2 | 3, random: Random): Labelled[] {
  return Array.from({ length: count }, () => {
    const raw = Array.from({ length: dimensions }, () => 2 * random() - 1)
    const [x = 0, y = 0, z = 0] = raw
    const isSame = x < 0 === y < 0
    const label = isSame === z >= 0 ? 0 : 1
    return { point: raw.map((value) => (value < 0 ? value - gap : value + gap)), label }
  })
}

function blobs(count: number, centers: number, dimensions: number, random: Random): Labelled[] {
  const normal = normalsFrom(random)
  const middles = Array.from({ length: centers }, () => Array.from({ length: dimensions }, () => 20 * random() - 10))
  return Array.from({ length: count }, (_, at) => {
    const label = at % centers
    return { point: (middles[label] ?? []).map((middle) => middle + normal()), label }
  })
}
