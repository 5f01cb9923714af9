import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../shared/random.ts'
import type { ChainDraws } from '../../shared/saxs/inference/sampling.ts'
import { parseStructure } from '../../shared/saxs/reading/structure.ts'
import { densityOf } from '../outputs/density.ts'
import { superposed } from '../outputs/structures.ts'
import { discrepancyOf, superpose } from '../outputs/superposing.ts'
import { ensembleText } from '../outputs/texts.ts'

/** Beads of a shape that is like none of its turns or mirror images. */
function beads(count: number): Float64Array {
  const random = randomFrom(4)
  return Float64Array.from(
    { length: 3 * count },
    (_, at) => random() * ([60, 30, 15][at % 3] ?? 1) + (at % 3 === 0 ? 0 : (at / count) * 5),
  )
}

function turned(set: Float64Array, mirror: 1 | -1): Float64Array {
  const [c, s] = [Math.cos(1.1), Math.sin(1.1)]
  return set.map((_, at) => {
    const from = at - (at % 3)
    const [x, y, z] = [set[from] ?? 0, set[from + 1] ?? 0, mirror * (set[from + 2] ?? 0)]
    return ([c * x - s * z + 7, y - 3, s * x + c * z + 40] as const)[(at % 3) as 0 | 1 | 2]
  })
}

test('STU-8.8 beads that were turned, moved or mirrored are laid on each other again', () => {
  const fixed = beads(80)
  for (const mirror of [1, -1] as const) {
    const { discrepancy, beads: placed } = superpose(fixed, turned(fixed, mirror))
    assert.ok(discrepancy < 0.05, `${discrepancy}`)
    assert.ok(placed.every((value, at) => Math.abs(value - (fixed[at] ?? 0)) < 0.5))
  }

  assert.equal(discrepancyOf(fixed, fixed, [1, 1]), 0)
})

const beadLine = (x: number, y: number, z: number): string =>
  `ATOM      1  CA  ASP A   1    ${[x, y, z].map((value) => value.toFixed(3).padStart(8)).join('')}  1.00 20.00`

test('STU-8.8 files of beads are known by their names of atoms, and saved as aligned', () => {
  const set = beads(40)
  const linesOf = (places: Float64Array): string[] =>
    Array.from({ length: 40 }, (_, at) =>
      beadLine(places[3 * at] ?? 0, places[3 * at + 1] ?? 0, places[3 * at + 2] ?? 0),
    )
  const files = [linesOf(set), linesOf(turned(set, -1))]
  assert.equal(parseStructure('b.pdb', (files[0] ?? []).join('\n'))?.isDummy, true)

  const [first, second] = superposed(files.map((lines, model) => ({ model, name: `${model}.pdb`, text: '', lines })))
  assert.deepEqual([first?.name, second?.name], ['0.pdb', 'aligned_1.pdb'])
  const place = second?.lines[7]?.slice(30, 54).trim().split(/\s+/).map(Number)
  place?.forEach((value, at) => {
    assert.ok(Math.abs(value - (set[21 + at] ?? 0)) < 0.5, `${value} is not ${set[21 + at]}`)
  })
})

test('STU-8.9 an ensemble counts its models from 1, each between its own lines', () => {
  assert.equal(
    [...ensembleText([['ATOM a'], ['ATOM b', 'ATOM c']])].join(''),
    'MODEL        1\nATOM a\nENDMDL\nMODEL        2\nATOM b\nATOM c\nENDMDL\nEND\n',
  )
})

test('STU-10.1 the density of a weight holds all of it, at the edge too', () => {
  const random = randomFrom(8)
  const draws = Float64Array.from({ length: 4_000 }, () => Math.abs(random() + random() + random() - 1.5) * 0.1)
  const { to, heights } = densityOf([{ weights: draws, warmUp: 0 } as unknown as ChainDraws], 0, 1)
  const area = heights.reduce((sum, height, at) => sum + height * (at === 0 || at === heights.length - 1 ? 0.5 : 1), 0)

  assert.ok(Math.abs((area * to) / (heights.length - 1) - 1) < 0.02, `${area}`)
  assert.ok((heights[0] ?? 0) > (heights[60] ?? 0))
})
