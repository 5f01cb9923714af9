import { elementNames, elements } from './elements.ts'

const probe = 1.4
const points = 92

/**
 * The share of each atom's sphere, widened by the radius of a water molecule, that lies in no other atom's sphere.
 *
 * @see A. Shrake, J. Rupley, Journal of Molecular Biology 79 (1973)
 */
export function exposedShares({ x, y, z, elements: kinds }: Atoms): Float64Array {
  const radii = elementNames.map((name) => elements[name].radius + probe)
  const reach = 2 * Math.max(...radii)
  const cells = cellsOf({ x, y, z, elements: kinds }, reach)
  const sphere = spherePoints(points)
  const shares = new Float64Array(x.length)
  for (let atom = 0; atom < x.length; atom++) {
    const radius = radii[kinds[atom] as number] as number
    const near = neighbours(cells, { x, y, z, elements: kinds }, atom, radius, radii)
    shares[atom] =
      sphere.filter((point) => isFree(point, atom, radius, near, { x, y, z, elements: kinds }, radii)).length / points
  }
  return shares
}

export type Atoms = Readonly<{
  x: Float64Array
  y: Float64Array
  z: Float64Array
  /** Places in `elementNames`. */
  elements: Uint8Array
}>

type Cells = Readonly<{ size: number; atoms: ReadonlyMap<string, number[]> }>

const cellOf = (value: number, size: number): number => Math.floor(value / size)

function cellsOf({ x, y, z }: Atoms, size: number): Cells {
  const atoms = new Map<string, number[]>()
  for (let atom = 0; atom < x.length; atom++) {
    const key = [x, y, z].map((axis) => cellOf(axis[atom] as number, size)).join()
    const cell = atoms.get(key)
    if (cell) cell.push(atom)
    else atoms.set(key, [atom])
  }
  return { size, atoms }
}

/** Atoms whose spheres meet this one's. */
function neighbours(
  { size, atoms }: Cells,
  all: Atoms,
  atom: number,
  radius: number,
  radii: readonly number[],
): number[] {
  const [i, j, k] = [all.x, all.y, all.z].map((axis) => cellOf(axis[atom] as number, size)) as [number, number, number]
  const near: number[] = []
  for (const di of [-1, 0, 1]) {
    for (const dj of [-1, 0, 1]) {
      for (const dk of [-1, 0, 1]) {
        for (const other of atoms.get(`${i + di},${j + dj},${k + dk}`) ?? []) {
          const meet = radius + (radii[all.elements[other] as number] as number)
          if (other !== atom && squaredDistance(all, atom, other) < meet * meet) near.push(other)
        }
      }
    }
  }
  return near
}

const squaredDistance = ({ x, y, z }: Atoms, one: number, other: number): number =>
  ((x[one] as number) - (x[other] as number)) ** 2 +
  ((y[one] as number) - (y[other] as number)) ** 2 +
  ((z[one] as number) - (z[other] as number)) ** 2

type Point = readonly [x: number, y: number, z: number]

function isFree(
  [px, py, pz]: Point,
  atom: number,
  radius: number,
  near: readonly number[],
  { x, y, z, elements: kinds }: Atoms,
  radii: readonly number[],
): boolean {
  const ax = (x[atom] as number) + radius * px
  const ay = (y[atom] as number) + radius * py
  const az = (z[atom] as number) + radius * pz
  return near.every((other) => {
    const dx = ax - (x[other] as number)
    const dy = ay - (y[other] as number)
    const dz = az - (z[other] as number)
    return dx * dx + dy * dy + dz * dz >= (radii[kinds[other] as number] as number) ** 2
  })
}

/** Points of a unit sphere, evenly along a spiral. */
function spherePoints(count: number): Point[] {
  const turn = Math.PI * (3 - Math.sqrt(5))
  return Array.from({ length: count }, (_, at) => {
    const height = 1 - (2 * at + 1) / count
    const radius = Math.sqrt(1 - height * height)
    return [radius * Math.cos(turn * at), radius * Math.sin(turn * at), height]
  })
}
