import type { AtomRecord } from './structure.ts'

/** Atoms of the first model of an mmCIF file, from its table `_atom_site`. @see https://mmcif.wwpdb.org */
export function parseCifAtoms(text: string): { records: AtomRecord[]; models: number } {
  const { names, rows } = atomTable(text.split(/\r\n|\n|\r/))
  const at = (name: string): number => names.indexOf(`_atom_site.${name}`)
  const columns = {
    x: at('Cartn_x'),
    y: at('Cartn_y'),
    z: at('Cartn_z'),
    element: at('type_symbol'),
    atomName: at('label_atom_id'),
    residueName: at('label_comp_id'),
    chain: at('label_asym_id'),
    sequence: at('auth_seq_id') >= 0 ? at('auth_seq_id') : at('label_seq_id'),
    alternate: at('label_alt_id'),
    model: at('pdbx_PDB_model_num'),
  }
  const models = new Set(rows.map((row) => row[columns.model] ?? '1'))
  const [first] = models
  const records = rows
    .filter((row) => (row[columns.model] ?? '1') === first)
    .map((row): AtomRecord => {
      const alternate = row[columns.alternate] ?? '.'
      return {
        x: Number(row[columns.x]),
        y: Number(row[columns.y]),
        z: Number(row[columns.z]),
        element: (row[columns.element] ?? '').toUpperCase(),
        atomName: row[columns.atomName] ?? '',
        residueName: row[columns.residueName] ?? '',
        residue: `${row[columns.chain] ?? ''} ${row[columns.sequence] ?? ''}`,
        alternate: alternate === '.' || alternate === '?' ? '' : alternate,
      }
    })
    .filter(({ x, y, z }) => [x, y, z].every(Number.isFinite))
  return { records, models: models.size }
}

function atomTable(lines: readonly string[]): { names: string[]; rows: string[][] } {
  const start = lines.findIndex((line) => line.startsWith('_atom_site.'))
  if (start < 0) return { names: [], rows: [] }
  const names: string[] = []
  let at = start
  for (; lines[at]?.startsWith('_atom_site.'); at++) names.push((lines[at] ?? '').trim())
  const rows: string[][] = []
  for (; at < lines.length && !/^(?:#|loop_|_|data_)/.test(lines[at] ?? ''); at++) {
    const words = (lines[at] ?? '').match(/'(?:[^']|'(?=\S))*'|"(?:[^"]|"(?=\S))*"|\S+/g) ?? []
    if (words.length === names.length) rows.push(words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2')))
  }
  return { names, rows }
}
