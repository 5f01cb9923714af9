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

export type StructuresMatch = Readonly<{
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

/** What keeps a table from being the simulated curves of these files; undefined where nothing does. */
export function mismatchOf(table: Checked, curve: Checked | undefined, pool: Checked | undefined): Miss | undefined {
  const { rows, columns } = sizeOf(table)
  if (table.format !== 'table' || rows === 0) return undefined
  if (curve?.format === 'curve' && pointsIn(curve) !== rows)
    return { side: 'lines', found: rows, file: curve, expected: pointsIn(curve) }
  // Where files hold several models, how many structures there are depends on the form.
  if (pool?.format !== 'structures' || pool.report.findings.some(({ code }) => code === 'several-models'))
    return undefined
  const isRight = structuresMatch(table, pool, curve ? [curve] : []).length > 0
  return isRight ? undefined : { side: 'columns', found: columns, file: pool, expected: countIn(pool) }
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
const sizeOf = ({ report }: Checked) => ({
  rows: Number(report.facts.rows ?? 0),
  columns: Number(report.facts.columns ?? 0),
})
