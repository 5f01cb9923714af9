import type { OpenedFile } from '../../../src/apps/plugins/sdk/context.ts'
import { walkStructures } from '../../shared/saxs/reading/archive.ts'
import { findingsFor } from '../../shared/saxs/reading/findings.ts'
import { parseStructure } from '../../shared/saxs/reading/structure.ts'
import { superpose } from './superposing.ts'

/** Structures that are left, as they were given: by their place among the models, what is in their files. */
export type Selected = Readonly<{ model: number; name: string; text: string; lines: readonly string[] }>

/** Reads the archive once more: texts of all structures would be too much to keep. */
export async function selectedStructures(
  file: OpenedFile,
  names: readonly string[],
  survivors: readonly number[],
  options: Readonly<{ splitModels?: boolean }> = {},
): Promise<Selected[]> {
  const wanted = new Map(survivors.map((model) => [names[model] ?? '', model]))
  const found: Selected[] = []
  const findings = findingsFor('structures', file.name)
  for await (const { name, text } of walkStructures(file.path, file.name, findings, options)) {
    const model = wanted.get(name)
    if (model !== undefined) found.push({ model, name, text, lines: parseStructure(name, text)?.lines ?? [] })
  }
  return found.sort((a, b) => survivors.indexOf(a.model) - survivors.indexOf(b.model))
}

/** Models of beads, all but the first laid on the first one; with many beads a coarser look is enough to find the place. */
export function superposed(structures: readonly Selected[]): Selected[] {
  const [first] = structures
  if (!first) return []
  const fixed = beadsOf(first.lines)
  return structures.map((structure) => {
    if (structure === first) return structure
    const { beads } = superpose(fixed, beadsOf(structure.lines))
    const lines = structure.lines.map((line, at) => withPlace(line, beads.subarray(at * 3, at * 3 + 3)))
    return { ...structure, name: `aligned_${structure.name}`, lines, text: `${lines.join('\n')}\nEND\n` }
  })
}

function beadsOf(lines: readonly string[]): Float64Array {
  const beads = new Float64Array(lines.length * 3)
  lines.forEach((line, at) => {
    for (let i = 0; i < 3; i++) beads[at * 3 + i] = Number(line.slice(30 + 8 * i, 38 + 8 * i))
  })
  return beads
}

const withPlace = (line: string, place: Float64Array): string =>
  `${line.slice(0, 30)}${[...place].map((value) => value.toFixed(3).padStart(8)).join('')}${line.slice(54)}`
