/** An atom of a molecule that nobody has: places in Å. */
type Atom = Readonly<{ name: string; element: string; residue: number; place: Place }>
type Place = readonly [x: number, y: number, z: number]

/** From the hinge to each bundle. */
const hinge = 12
const helixResidues = 14
const risePerResidue = 1.5
const turnPerResidue = (100 * Math.PI) / 180

/** Of an ideal α-helix: distance from the axis and height in Å, angle in degrees, with respect to the Cα. */
const backbone = [
  ['N', 'N', 1.55, -27.7, -0.9],
  ['CA', 'C', 2.29, 0, 0],
  ['C', 'C', 1.68, 26.6, 1.11],
  ['O', 'O', 2.02, 23.9, 2.3],
  ['CB', 'C', 3.3, -19, -0.4],
] as const

/**
 * Two bundles of four helices on a hinge. `opening` is the angle between them and `twist` how far the second is turned
 * about its own axis, both in degrees: different openings have different sizes, different twists nearly the same.
 */
export function hingedMolecule(opening: number, twist: number): string {
  const first = bundle(1)
  const second = bundle(1 + first.length / backbone.length).map((atom) => {
    const [x, y, z] = turned(atom.place, 2, twist)
    // The hinge is at the origin: at 180° the bundles stand on each other, at 80° they nearly touch.
    return { ...atom, place: turned([x, y, z + hinge], 1, opening) }
  })
  return `${[...first.map((atom) => ({ ...atom, place: shifted(atom.place) })), ...second].map(lineOf).join('\n')}\nEND\n`
}

const shifted = ([x, y, z]: Place): Place => [x, y, z + hinge]

/** Four helices side by side, up and down in turns. */
function bundle(firstResidue: number): Atom[] {
  return [0, 1, 2, 3].flatMap((helix) => {
    const [cx, cy] = [helix < 2 ? -5 : 5, helix === 0 || helix === 3 ? -5 : 5]
    return Array.from({ length: helixResidues }, (_, at) => at).flatMap((at) =>
      backbone.map(([name, element, radius, angle, height]): Atom => {
        const phi = at * turnPerResidue + (angle * Math.PI) / 180
        const along = at * risePerResidue + height
        const z = helix % 2 === 0 ? along : (helixResidues - 1) * risePerResidue - along
        const side = helix % 2 === 0 ? 1 : -1
        const place: Place = [cx + radius * Math.cos(phi), cy + side * radius * Math.sin(phi), z]
        return { name, element, residue: firstResidue + helix * helixResidues + at, place }
      }),
    )
  })
}

/** About the axis x (0), y (1) or z (2), by degrees. */
function turned(place: Place, axis: 1 | 2, degrees: number): Place {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  const [x, y, z] = place
  return axis === 1 ? [c * x + s * z, y, c * z - s * x] : [c * x - s * y, s * x + c * y, z]
}

/** @see https://www.wwpdb.org/documentation/file-format, columns of ATOM */
function lineOf({ name, element, residue, place }: Atom, at: number): string {
  const [x, y, z] = place.map((value) => value.toFixed(3).padStart(8))
  const serial = String(at + 1).padStart(5)
  return `ATOM  ${serial}  ${name.padEnd(3)} ALA A${String(residue).padStart(4)}    ${x}${y}${z}  1.00  0.00          ${element.padStart(2)}`
}
