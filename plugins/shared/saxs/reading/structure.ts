import { type ElementName, elementNames } from '../scattering/elements.ts'
import type { Atoms } from '../scattering/exposure.ts'
import { parseCifAtoms } from './cif.ts'

export type Structure = Readonly<{
  name: string
  atoms: Atoms
  residues: number
  /** Lines of the first model, as they stood in the file; of a CIF file, none. */
  lines: readonly string[]
  isDummy: boolean
  warnings: readonly string[]
}>

/** One atom as a file has it, PDB or CIF. */
export type AtomRecord = Readonly<{
  x: number
  y: number
  z: number
  /** As the file says, or guessed from the name of the atom. */
  element: string
  atomName: string
  residueName: string
  residue: string
  alternate: string
}>

const waters = new Set(['HOH', 'WAT', 'DOD', 'H2O', 'TIP', 'TIP3', 'SOL'])

/** Coordinates of the first model; undefined where a file holds none. */
export function parseStructure(name: string, text: string): Structure | undefined {
  const isCif = /^(?:#.*\n|\s)*data_/.test(text)
  const { records, lines, models } = isCif ? { ...parseCifAtoms(text), lines: [] } : parsePdb(text)
  const warnings: string[] = []
  const kept = withoutAlternates(records)
  const solid = kept.filter(({ residueName }) => !waters.has(residueName))
  if (solid.length === 0) return undefined
  if (solid.length < kept.length) warnings.push(`${kept.length - solid.length} atoms of water are left out`)
  if (models > 1)
    warnings.push(
      `${models} models are in the file: the first one is taken, unless each is to be a structure of its own`,
    )
  const unknown = new Set<string>()
  const kinds = Uint8Array.from(solid, ({ element }) => kindOf(element, unknown))
  if (unknown.size > 0) warnings.push(`elements that are not known, taken for sulphur: ${[...unknown].join(', ')}`)
  return {
    name,
    atoms: {
      x: Float64Array.from(solid, ({ x }) => x),
      y: Float64Array.from(solid, ({ y }) => y),
      z: Float64Array.from(solid, ({ z }) => z),
      elements: kinds,
    },
    residues: new Set(solid.map(({ residue }) => residue)).size,
    lines,
    isDummy:
      new Set(lines.filter((line) => line.startsWith('ATOM')).map((line) => line.slice(13, 15))).size <= 2 && !isCif,
    warnings,
  }
}

/** Columns, not words: numbers may touch. Text after TER, and whatever else is no atom, is passed over. */
function parsePdb(text: string): { records: AtomRecord[]; lines: string[]; models: number } {
  const records: AtomRecord[] = []
  const lines: string[] = []
  let models = 0
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('MODEL ')) models++
    if (models > 1 || !/^(?:ATOM {2}|HETATM)/.test(line)) continue
    const [x, y, z] = [line.slice(30, 38), line.slice(38, 46), line.slice(46, 54)].map(toNumber) as [
      number,
      number,
      number,
    ]
    if (![x, y, z].every(Number.isFinite)) continue
    const atomName = line.slice(12, 16)
    lines.push(line)
    records.push({
      x,
      y,
      z,
      element: line.slice(76, 78).trim().toUpperCase() || elementFromName(atomName),
      atomName: atomName.trim(),
      residueName: line.slice(17, 20).trim(),
      residue: line.slice(21, 27),
      alternate: line.slice(16, 17).trim(),
    })
  }
  return { records, lines, models }
}

const toNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** The first two of four columns hold the element; a name that fills all four begins with a hydrogen. */
function elementFromName(atomName: string): string {
  const letters = atomName.replace(/[^A-Za-z]/g, '').toUpperCase()
  if (/^[ \d]/.test(atomName) || atomName.trim().length === 4) return letters.slice(0, 1)
  const two = letters.slice(0, 2)
  return elementNames.some((name) => name === two) || !heavy.has(two) ? letters.slice(0, 1) : two
}

const heavy = new Set(['FE', 'ZN', 'MG', 'MN', 'CL', 'BR', 'NA', 'CU', 'NI', 'CO', 'SE', 'CA', 'CD'])

function withoutAlternates(records: readonly AtomRecord[]): AtomRecord[] {
  const seen = new Set<string>()
  return records.filter(({ alternate, residue, atomName }) => {
    if (alternate === '') return true
    const key = `${residue} ${atomName}`
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst
  })
}

function kindOf(element: string, unknown: Set<string>): number {
  const at = elementNames.indexOf((element === 'D' ? 'H' : element) as ElementName)
  if (at >= 0) return at
  unknown.add(element || '(none)')
  return elementNames.indexOf('S')
}
