import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Entry, fromBufferPromise } from 'yauzl'
import { parseStructure, type Structure } from '../reading/structure.ts'
import { curveOfStructure } from '../scattering/curve-of-structure.ts'
import { elementNames } from '../scattering/elements.ts'
import { columnsOf, curveOf, samples } from './samples.ts'

function assertRelative(actual: number, expected: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${what}: ${actual} is not ${expected} (${tolerance})`)
}

async function structures(): Promise<Structure[]> {
  const archive = await fromBufferPromise(readFileSync(join(samples, 'sample10/pdbs.zip')), { lazyEntries: true })
  const found: Structure[] = []
  for await (const entry of archive.eachEntry() as AsyncIterable<Entry>) {
    const text = (await buffer(await archive.openReadStreamPromise(entry))).toString()
    const structure = parseStructure(entry.fileName, text)
    if (structure) found.push(structure)
  }
  return found
}

const five = await structures()
const curve = curveOf('sample10/experimental.dat')

test('STU-9.5 atoms of 1.pdb by element', () => {
  const [first] = five
  const counts = elementNames.map((_, kind) => first?.atoms.elements.filter((one) => one === kind).length)

  assert.deepEqual(counts, [1505, 945, 285, 270, 6, 0])
  assert.deepEqual([first?.residues, first?.isDummy, first?.warnings], [185, false, []])
})

test('STU-9.5 radii of gyration and largest distances of five structures', () => {
  const expected = [
    [19.9035, 80.02],
    [20.4563, 69.7],
    [20.1825, 73.13],
    [20.4711, 82.34],
    [19.774, 75.02],
  ] as const
  five.forEach(({ atoms }, at) => {
    const { radiusOfGyration, largestDistance } = curveOfStructure({ atoms, q: Float64Array.of(0), c1: 1, c2: 0 })
    assert.equal(radiusOfGyration.toFixed(4), expected[at]?.[0].toFixed(4))
    assert.equal(largestDistance.toFixed(2), expected[at]?.[1].toFixed(2))
  })
})

test('S-019 STU-9.5 the curve of 1.pdb is that of the double sum, to 1e-3', () => {
  const [first] = five
  assert.ok(first)
  const { intensity, forward } = curveOfStructure({ atoms: first.atoms, q: curve.q, c1: 1, c2: 0 })
  const expected = [
    1, 0.651861, 0.196301, 0.0488102, 0.0284012, 0.0161237, 0.0108386, 0.00992178, 0.0102052, 0.00892147,
  ]

  assertRelative(forward, 6479445.623, 1e-5, 'I(0)')
  expected.forEach((value, at) => {
    assertRelative((intensity[at] ?? 0) / forward, value, 1e-3, `q = ${curve.q[at]}`)
  })
})

test('STU-9.5 against curves of another calculator, with c1 and c2 as they are usually and fitted', () => {
  const others = columnsOf('sample10/simulated.txt')
  const expected = [2.4, 5.13, 0.99, 1.92, 2.79]
  five.forEach(({ atoms }, model) => {
    const intensity = others[model] as Float64Array
    const { sigma } = curve
    const chi2Of = (ours: Float64Array): number => {
      const sum = (f: (at: number) => number): number => ours.reduce((total, _, at) => total + f(at), 0)
      const [i, o] = [
        (at: number) => (ours[at] ?? 0) / (sigma[at] ?? 1),
        (at: number) => (intensity[at] ?? 0) / (sigma[at] ?? 1),
      ]
      const scale = sum((at) => i(at) * o(at)) / sum((at) => i(at) ** 2)
      ours.forEach((value, at) => {
        const ratio = (scale * value) / (intensity[at] ?? 1)
        assert.ok(ratio > 0.775 && ratio < 1.115, `model ${model + 1}, point ${at + 1}: ${ratio}`)
      })
      return sum((at) => (o(at) - scale * i(at)) ** 2) / ours.length
    }

    const plain = chi2Of(curveOfStructure({ atoms, q: curve.q, c1: 1, c2: 0 }).intensity)
    assert.ok(Math.abs(plain - (expected[model] ?? 0)) <= 0.05, `model ${model + 1}: ${plain}`)
    const fitted = curveOfStructure({ atoms, q: curve.q, c1: 1, c2: 0, fit: { intensity, sigma } })
    assert.ok(chi2Of(fitted.intensity) <= 1.7, `model ${model + 1}, fitted: ${chi2Of(fitted.intensity)}`)
  })
})

const atom = (name: string, rest: string): string => `ATOM      1 ${name}${rest}`

test('STU-16.1.13 columns of a PDB file are read where elements are missing, numbers touch and models follow', () => {
  const lines = [
    'MODEL        1',
    atom(' CA ', ' ALA A   1    -100.000-200.000-300.000  1.00  0.00'),
    atom('HG11', ' VAL A   1A     1.000   2.000   3.000  1.00  0.00'),
    atom(' N  ', 'AALA A   2       1.000   0.000   0.000  0.50  0.00           N'),
    atom(' N  ', 'BALA A   2       1.500   0.000   0.000  0.50  0.00           N'),
    'HETATM    5  O   HOH A   3       9.000   0.000   0.000  1.00  0.00           O',
    'HETATM    6 FE   HEM A   4       5.000   0.000   0.000  1.00  0.00',
    'TER and some text ATOM',
    'ENDMDL',
    'MODEL        2',
    atom(' CA ', ' ALA A   1       7.000   7.000   7.000  1.00  0.00           C'),
    'ENDMDL',
  ]
  const structure = parseStructure('odd.pdb', lines.join('\r\n'))

  assert.ok(structure)
  assert.deepEqual([...structure.atoms.x], [-100, 1, 1, 5])
  assert.deepEqual(
    [...structure.atoms.elements].map((kind) => elementNames[kind]),
    ['C', 'H', 'N', 'S'],
  )
  assert.equal(structure.residues, 4)
  assert.match(structure.warnings.join('; '), /1 atoms of water.*2 models.*FE/)
  assert.equal(parseStructure('none.pdb', 'REMARK nothing'), undefined)
})

test('STU-16.1.13 a CIF file gives the same atoms', () => {
  const text = `data_x
loop_
_atom_site.group_PDB
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.label_alt_id
_atom_site.auth_seq_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.pdbx_PDB_model_num
ATOM C CA ALA A . 1 1.0 2.0 3.0 1
ATOM O "O5'" ALA A . 1 4.0 5.0 6.0 1
ATOM C CA ALA A . 1 1.0 2.0 3.0 2
#
`
  const structure = parseStructure('x.cif', text)

  assert.deepEqual([...(structure?.atoms.z ?? [])], [3, 6])
  assert.match(structure?.warnings.join() ?? '', /2 models/)
})

test('STU-8.2 3,000 atoms at 400 points take less than 2 s of a processor', () => {
  const [first] = five
  assert.ok(first)
  const q = Float64Array.from({ length: 400 }, (_, at) => at / 800)
  const before = process.cpuUsage()
  curveOfStructure({ atoms: first.atoms, q, c1: 1, c2: 0 })
  assert.ok(process.cpuUsage(before).user < 2_000_000)
})
