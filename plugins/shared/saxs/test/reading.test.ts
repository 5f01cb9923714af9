import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { walkStructures } from '../reading/archive.ts'
import { type CurveOptions, type ReadCurve, readCurve } from '../reading/curve.ts'
import { findingsFor, sentenceOf } from '../reading/findings.ts'
import { readEnergies, readSimulated } from '../reading/simulated.ts'
import { samples, zipOf as zipOfTexts } from './samples.ts'

const options: CurveOptions = { unit: 'inverse-angstrom', relativeError: null, qMin: null, qMax: null }
const rows = ['0.01 10 1', '0.02 9 0.9', '0.03 8 1', '0.04 7 1.1', '0.05 6 1']

function curve(text: string, given: Partial<CurveOptions> = {}) {
  const findings = findingsFor('curve', 'c.dat')
  const read = readCurve(text, { ...options, ...given }, findings)
  return {
    read,
    said: findings.list.map(sentenceOf).join('\n'),
    severities: findings.list.map(({ severity }) => severity),
  }
}

test('STU-6.3 curves come with any line ends, separators, a byte order mark, decimal commas and words around them', () => {
  const expected = [0.01, 10, 1]
  for (const [text, said] of [
    [rows.join('\r\n'), ''],
    [rows.join('\r'), ''],
    [`\uFEFF${rows.join('\n')}\n`, ''],
    [rows.join('\n').replaceAll(' ', '\t'), ''],
    [rows.join('\n').replaceAll(' ', ', '), ''],
    [rows.join('\n').replaceAll(' ', ';'), ''],
    [rows.join('\n').replaceAll('.', ',').replaceAll(' ', ';'), /commas in numbers/],
    [
      `# made by hand\nq I sigma\n${rows.join('\n')}\nend of file`,
      /line 1: found 2 lines of words.*passed over[\s\S]*line 8/,
    ],
    [rows.join('\n').replace('10', '+1.0E+001'), ''],
  ] as const) {
    const { read, said: told } = curve(text)
    assert.deepEqual([read?.curve.q[0], read?.curve.intensity[0], read?.curve.sigma[0]], expected, text)
    if (said === '') assert.equal(told, '')
    else assert.match(told, said)
  }
})

test('STU-6.3 oddities of a curve are warnings: they are told and stop nothing', () => {
  for (const [text, said] of [
    [rows.map((row) => `${row} 5`).join('\n'), /found 4 columns; expected 3; the first three/],
    [[...rows, rows[4]].join('\n'), /line 6, column 1: found q repeated 1 times/],
    [[...rows, '0.001 5 1'].join('\n'), /line 6, column 1: found q smaller than before/],
    [[...rows, '0.06 -1 1'].join('\n'), /line 6, column 2: found an intensity of 0 or below/],
    [rows.map((row) => row.replace(/\S+$/, '99')).join('\n'), /5 errors above their intensity/],
    [rows.map((_, at) => `0.0${at + 1} ${at + 1} ${0.05 * (at + 1)}`).join('\n'), /errors that are one share/],
    [[...rows, '3.5 1 1'].join('\n'), /found q up to 3\.5; expected q in 1\/Å/],
  ] as const) {
    const { read, said: told, severities } = curve(text)
    assert.ok(read, told)
    assert.match(told, said)
    assert.deepEqual(new Set(severities), new Set(['warning']))
  }
})

test('STU-6.3 units, bounds of q and a relative error are taken from the form', () => {
  assert.equal(curve(rows.join('\n'), { unit: 'inverse-nanometre' }).read?.curve.q[4], 0.005)
  const trimmed = curve([...rows, '0.06 5 1'].join('\n'), { qMin: 0.015 }).read
  assert.deepEqual([trimmed?.curve.q.length, trimmed?.kept, trimmed?.rows], [5, [1, 2, 3, 4, 5], 6])
  const two = rows.map((row) => row.replace(/ \S+$/, '')).join('\n')
  assert.equal(curve(two, { relativeError: 0.05 }).read?.curve.sigma[0], 0.5)
  assert.equal(curve(two).read, undefined)
  assert.match(curve(rows.join('\n'), { qMin: 0.03 }).said, /3 points between the bounds/)
})

test('STU-6.3 after fifty findings in one file no more are told, and the error is among them', () => {
  const { read, severities } = curve(Array.from({ length: 300 }, (_, at) => `${at} 1 0`).join('\n'))
  assert.equal(read, undefined)
  assert.equal(severities.length, 50)
})

test('STU-6.3 simulated curves may name their columns, bring q along, or be odd', () => {
  const { read } = curve(rows.join('\n')) as { read: ReadCurve }
  const simulated = (text: string, models: number | null = null) => {
    const findings = findingsFor('simulated', 's.txt')
    return { found: readSimulated(text, read, models, findings), said: findings.list.map(sentenceOf).join('\n') }
  }
  const table = ['1 2', '2 3', '3 4', '4 5', '5 6']

  assert.deepEqual(simulated(`a.pdb b.pdb\n${table.join('\n')}`).found?.header, ['a.pdb', 'b.pdb'])
  const withQ = simulated(table.map((row, at) => `0.0${at + 1} ${row}`).join('\n'), 2)
  assert.match(withQ.said, /q in the first column/)
  assert.deepEqual([...(withQ.found?.simulated ?? [])], [1, 2, 3, 4, 5, 2, 3, 4, 5, 6])
  assert.match(
    simulated(table.map((row) => row.replace(/^\S+/, '7')).join('\n')).said,
    /column 1: found one value throughout/,
  )
  assert.match(simulated(table.join('\n').replace('3 4', '3 -4')).said, /column 2: found values of 0 or below/)
  assert.match(simulated(table.join('\n').replace('3 4', '3 4 5')).said, /line 3: found 3 columns; expected 2/)
  assert.match(simulated(table.join('\n'), 3).said, /found 2 columns; expected 3, one for each structure/)
})

test('STU-8.6 energies are warned of where they differ by more than 50', () => {
  const findings = findingsFor('energies', 'e.txt')
  assert.deepEqual([...(readEnergies('-1 -2\n-70', 3, findings) ?? [])], [-1, -2, -70])
  assert.match(findings.list.map(sentenceOf).join(), /energies that differ by 69\.0/)
})

const folder = mkdtempSync(join(tmpdir(), 'lyceum-archives-'))
after(() => rmSync(folder, { recursive: true }))
const atom = 'ATOM      1  CA  ALA A   1       1.000   2.000   3.000  1.00  0.00           C\n'

async function walked(name: string, content: Uint8Array, options: Readonly<{ splitModels?: boolean }> = {}) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const findings = findingsFor('structures', name)
  const names: string[] = []
  const texts: string[] = []
  for await (const file of walkStructures(path, name, findings, options)) {
    names.push(file.name)
    texts.push(file.text)
  }
  return { names, texts, said: findings.list.map(sentenceOf).join('\n'), hasErrors: findings.hasErrors() }
}

const zipOf = (names: readonly string[], options?: { mode?: number }): Promise<Buffer> =>
  zipOfTexts(Object.fromEntries(names.map((name) => [name, atom])), options)

/** A tar archive as POSIX has it. */
function tarOf(entries: readonly (readonly [name: string, type: string])[]): Buffer {
  const blocks = entries.flatMap(([name, type]) => {
    const header = Buffer.alloc(512)
    const body = type === '0' ? atom : ''
    header.write(name, 0)
    header.write(body.length.toString(8).padStart(11, '0'), 124)
    header.write(type, 156)
    header.write('ustar', 257)
    sign(header)
    return [header, Buffer.from(body.padEnd(Math.ceil(body.length / 512) * 512, '\0'))]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1_024)])
}

test('STU-6.3 archives are told by their first bytes; what is no structure is passed over', async () => {
  const names = ['set/2.pdb', 'set/10.cif', '__MACOSX/set/._2.pdb', 'set/.hidden.pdb', 'set/notes.md']
  const zip = await walked('a.bin', await zipOf(names))
  assert.deepEqual(zip.names, ['2.pdb', '10.cif'])
  assert.match(zip.said, /“notes\.md”, no structure by its name/)
  assert.equal(zip.hasErrors, false)

  const tar = tarOf([['set/', '5'], ...names.map((name) => [name, '0'] as const)])
  assert.deepEqual((await walked('a.tar', tar)).names, ['2.pdb', '10.cif'])
  assert.deepEqual((await walked('a.zip', gzipSync(tar))).names, ['2.pdb', '10.cif'], 'whatever it is called')
  assert.deepEqual((await walked('one.pdb', Buffer.from(atom))).names, ['one.pdb'])
})

test('STU-14 a trajectory in one file gives a structure for each of its models where that is asked for', async () => {
  const frame = (number: number, x: string) =>
    `MODEL ${String(number).padStart(8)}\n${atom.replace('1.000', x)}ENDMDL\n`
  const trajectory = Buffer.from(`TITLE many\n${frame(1, '1.500')}${frame(2, '2.500')}${frame(3, '3.500')}END\n`)
  assert.deepEqual((await walked('t.pdb', trajectory)).names, ['t.pdb'])
  const { names, texts } = await walked('t.pdb', trajectory, { splitModels: true })
  assert.deepEqual(names, ['t-1.pdb', 't-2.pdb', 't-3.pdb'])
  assert.deepEqual(
    texts.map((text) => text.slice(32, 38)),
    [' 1.500', ' 2.500', ' 3.500'],
  )
  assert.deepEqual(
    (await walked('a.zip', await zipOf(['1.pdb', '2.pdb']), { splitModels: true })).names,
    ['1.pdb', '2.pdb'],
    'files of one model stay as they are',
  )
})

test('STU-6.3 archives that are meant to harm, or hold a name twice, are refused', async () => {
  const evil = Buffer.from((await zipOf(['aaaaa/1.pdb'])).toString('latin1').replaceAll('aaaaa/', '../../'), 'latin1')
  const encrypted = await zipOf(['1.pdb'])
  for (const place of [encrypted.indexOf('PK\u0003\u0004') + 6, encrypted.indexOf('PK\u0001\u0002') + 8])
    encrypted[place] = (encrypted[place] ?? 0) | 1
  const bomb = gzipSync(Buffer.concat([tarOf([['1.pdb', '0']]).subarray(0, -1_024), bigEntry()]))
  for (const [name, content, said] of [
    ['evil.zip', evil, /the path “\.\.\/\.\.\/1\.pdb”/],
    ['link.zip', await zipOf(['1.pdb'], { mode: 0o120777 }), /found the link “1\.pdb”/],
    ['locked.zip', encrypted, /under a password/],
    ['twice.zip', await zipOf(['a/1.pdb', 'b/1.pdb']), /“1\.pdb” twice/],
    ['cut.zip', (await zipOf(['1.pdb'])).subarray(0, 60), /cannot be read/],
    ['up.tar', tarOf([['../1.pdb', '0']]), /the path “\.\.\/1\.pdb”/],
    ['root.tar', tarOf([['/etc/1.pdb', '0']]), /the path/],
    ['link.tar', tarOf([['1.pdb', '2']]), /the link “1\.pdb”/],
    ['cut.tar', tarOf([['1.pdb', '0']]).subarray(0, 520), /cannot be read/],
    ['bomb.tgz', bomb, /200 times its size/],
  ] as const) {
    const { hasErrors, said: told } = await walked(name, content)
    assert.equal(hasErrors, true, name)
    assert.match(told, said, name)
  }
})

/** The sum over a header, which counts itself as blanks. */
function sign(header: Buffer): void {
  header.write(' '.repeat(8), 148)
  const sum = header.reduce((all, byte) => all + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

/** 60 MB of nothing. */
function bigEntry(): Buffer {
  const header = tarOf([['big.pdb', '0']]).subarray(0, 512)
  header.write((60_000_000).toString(8).padStart(11, '0'), 124)
  sign(header)
  return Buffer.concat([header, Buffer.alloc(Math.ceil(60_000_000 / 512) * 512)])
}

test('STU-16.1.12 the sample with CRLF, odd exponents and a repeated q is read', () => {
  const sample = curve(readFileSync(join(samples, 'sample10/experimental.dat'), 'utf8'))
  assert.equal(sample.read?.curve.sigma[3], 3.60182e-5)
  const calmodulin = curve(readFileSync(join(samples, 'calmodulin/SASDCQ2.dat'), 'utf8'))
  assert.equal(calmodulin.read?.curve.q.length, 392)
  assert.match(calmodulin.said, /q repeated 1 times[\s\S]*an intensity of 0 or below/)
  assert.equal(curve(readFileSync(join(samples, 'c2delta/experimental.dat'), 'utf8')).read?.curve.q.length, 850)
})
