import type { FileFormat } from '../tables.ts'
import type { Report } from './findings.ts'

/** A file of a study, and what its check told. */
export type Checked = Readonly<{ id: string; name: string; format: FileFormat; report: Report }>

/** What a table of numbers says of itself beside the other files: simulated curves have a line for each point, a column for each structure. */
export type Match = Readonly<{
  /** Curves of as many points as the table has lines. */
  curves: readonly Checked[]
  structures: readonly StructuresMatch[]
  /** A curve, or structures, that the table fits but for one of its sides. */
  misses: readonly Miss[]
}>

type StructuresMatch = Readonly<{
  file: Checked
  /** How columns are told to belong to structures. */
  by: 'names' | 'order'
  /** The first column holds q. */
  hasQ: boolean
}>

export type Miss = Readonly<{ side: 'lines' | 'columns'; found: number; file: Checked; expected: number }>

/** Undefined where the table has nothing to do with any curve or structures of the study. */
export function matchOf(table: Checked, files: readonly Checked[]): Match | undefined {
  const { rows, columns } = sizeOf(table)
  if (table.format !== 'table' || rows === 0) return undefined
  const ofFormat = (format: FileFormat): Checked[] => files.filter((file) => file.format === format)
  const [allCurves, allStructures] = [ofFormat('curve'), ofFormat('structures')]
  const curves = allCurves.filter((curve) => pointsIn(curve) === rows)
  const structures = allStructures.flatMap((file) => structuresMatch(table, file, curves))
  if (curves.length === 0 && structures.length === 0) return undefined
  const [curve] = allCurves
  const [pool] = allStructures
  return {
    curves,
    structures,
    misses: [
      ...(curve && curves.length === 0
        ? [{ side: 'lines' as const, found: rows, file: curve, expected: pointsIn(curve) }]
        : []),
      ...(pool && structures.length === 0 && columns > 1
        ? [{ side: 'columns' as const, found: columns, file: pool, expected: countIn(pool) }]
        : []),
    ],
  }
}

/** What files are chosen for. */
export type Role =
  | 'curve'
  | 'structures'
  | 'simulated'
  | 'energies'
  | 'measuredShifts'
  | 'predictedShifts'
  | 'shiftErrors'
export type Chosen = Readonly<Partial<Record<Role, Checked>>>

/** What keeps files from going together, each with the role of the one that is to be changed. Whose size nobody knows fits everything. */
export function mismatchesOf(chosen: Chosen): readonly Readonly<{ role: Role; miss: Miss }>[] {
  const { curve, simulated, energies, measuredShifts, predictedShifts, shiftErrors } = chosen
  const pool = poolOf(chosen)
  const lines = (table: Checked | undefined, other: Checked | undefined, expected: number | undefined): Miss[] => {
    const { rows } = sizeOf(table)
    return rows > 0 && other && expected && rows !== expected
      ? [{ side: 'lines', found: rows, file: other, expected }]
      : []
  }
  const columns = (table: Checked | undefined, found: number): Miss[] =>
    pool && sizeOf(table).rows > 0 && found !== countIn(pool)
      ? [{ side: 'columns', found, file: pool, expected: countIn(pool) }]
      : []
  const { rows, columns: width } = sizeOf(energies)
  const fits = simulated && pool && structuresMatch(simulated, pool, curve ? [curve] : []).length > 0
  const shifts = sizeOf(measuredShifts).rows
  return [
    ...lines(simulated, curve, curve && pointsIn(curve)).map((miss) => ({ role: 'simulated' as const, miss })),
    ...(fits ? [] : columns(simulated, sizeOf(simulated).columns)).map((miss) => ({
      role: 'simulated' as const,
      miss,
    })),
    ...columns(energies, rows * width).map((miss) => ({ role: 'energies' as const, miss })),
    ...lines(predictedShifts, measuredShifts, shifts).map((miss) => ({ role: 'predictedShifts' as const, miss })),
    ...columns(predictedShifts, sizeOf(predictedShifts).columns).map((miss) => ({
      role: 'predictedShifts' as const,
      miss,
    })),
    ...lines(shiftErrors, measuredShifts, shifts).map((miss) => ({ role: 'shiftErrors' as const, miss })),
  ]
}

/** Where files hold several models, how many structures there are depends on the form. */
function poolOf({ structures }: Chosen): Checked | undefined {
  const isKnown = structures?.format === 'structures' && countIn(structures) > 0
  return isKnown && !structures.report.findings.some(({ code }) => code === 'several-models') ? structures : undefined
}

function structuresMatch(table: Checked, file: Checked, curves: readonly Checked[]): StructuresMatch[] {
  const { columns } = sizeOf(table)
  const count = countIn(file)
  const hasQ = columns === count + 1 && curves.some((curve) => startsWithQ(table, curve))
  if (columns !== count && !hasQ) return []
  const titles = new Set((table.report.header ?? []).map(stemOf))
  const isNamed = titles.size > 0 && (file.report.names ?? []).every((name) => titles.has(stemOf(name)))
  return [{ file, by: isNamed ? 'names' : 'order', hasQ }]
}

/** By as many points as both reports keep. */
function startsWithQ(table: Checked, curve: Checked): boolean {
  const first = table.report.first ?? []
  const q = curve.report.curve?.q ?? []
  return (
    first.length > 0 &&
    first.length === q.length &&
    first.every((value, at) => Math.abs(value - (q[at] ?? 0)) <= 1e-5 * Math.max(Math.abs(q[at] ?? 0), 1e-9))
  )
}

const stemOf = (name: string): string => name.replace(/^#/, '').replace(/\.(?:pdb|ent|cif|mmcif)$/i, '')
const pointsIn = ({ report }: Checked): number => Number(report.facts.points ?? 0)
const countIn = ({ report }: Checked): number => Number(report.facts.structures ?? 0)
/** 0 × 0 where it is not known. */
const sizeOf = (table: Checked | undefined) =>
  table?.format === 'table'
    ? { rows: Number(table.report.facts.rows ?? 0), columns: Number(table.report.facts.columns ?? 0) }
    : { rows: 0, columns: 0 }
