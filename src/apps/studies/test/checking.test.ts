import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { openTestPlatform } from '../../../../test/support/house.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { FormatChoice } from '../checking/checking.ts'
import { checkFile } from '../checking/checking-file.ts'
import type { findingWords } from '../checking/findings.ts'
import { sentenceOf } from '../uploading.ts'
import { curve } from './support.ts'

const atom = 'ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C\n'

async function check(platform: Platform, bytes: string | Uint8Array, name = 'x.dat', choice: FormatChoice = 'auto') {
  const blob = await platform.files.receive(once(bytes), { maxBytes: 1e8 })
  const { format, report } = await checkFile(platform.files, blob, name, choice)
  const sentences = report.findings.map((finding) => `${finding.level}: ${sentenceOf(finding)}`)
  return { format, report, codes: report.findings.map(({ code }) => code), sentences }
}

async function* once(bytes: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(bytes)
}

function zipOf(
  entries: Readonly<Record<string, string | Buffer>>,
  more: (zip: ZipFile) => void = () => {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(entries)) zip.addBuffer(Buffer.from(text), name)
  more(zip)
  zip.end()
  return new Response(zip.outputStream as unknown as ReadableStream).arrayBuffer().then((bytes) => Buffer.from(bytes))
}

test('S-024 a curve is read however its lines end and its cells are parted, and each mistake is named with line and column', async (t) => {
  const platform = await openTestPlatform(t)
  const good = await check(platform, curve)
  assert.deepEqual([good.format, good.sentences], ['curve', []])
  assert.equal(good.report.facts.points, 8)
  for (const written of [
    curve.replaceAll('\n', '\r\n'),
    curve.replaceAll('\n', '\r'),
    curve.trim(),
    `\uFEFF${curve}`,
    curve.replaceAll(' ', '\t'),
    curve.replaceAll(' ', ', '),
  ])
    assert.deepEqual((await check(platform, written)).codes, [], JSON.stringify(written.slice(0, 20)))

  const lines = curve.split('\n')
  const withLine = (line: string): string => [...lines.slice(0, 2), line, ...lines.slice(2)].join('\n')
  const errors: readonly [string, string][] = [
    ['0.11 5 0', 'error: line 3, column 3: The error is 0; errors are larger than 0.'],
    ['0.11 5 -2', 'error: line 3, column 3: The error is -2; errors are larger than 0.'],
    ['-0.1 5 1', 'error: line 3, column 1: q is -0.1; it is never below 0.'],
    ['0.11 NaN 1', 'error: line 3, column 2: “NaN” is no finite number.'],
    ['0.11 inf 1', 'error: line 3, column 2: “inf” is no finite number.'],
    ['0.11 5e 1', 'error: line 3, column 2: “5e” is no number.'],
    ['0.11', 'error: line 3: “0.11” has 1 columns; a curve needs three: q, intensity and its error.'],
  ]
  for (const [line, sentence] of errors)
    assert.ok((await check(platform, withLine(line), 'x.dat', 'curve')).sentences.includes(sentence), line)
  assert.match((await check(platform, withLine('0.11 5'))).sentences.join(), /two columns.*Add a column of errors/)
  assert.deepEqual((await check(platform, lines.slice(0, 3).join('\n'), 'x.dat', 'curve')).codes, ['too-few-lines'])
  assert.deepEqual((await check(platform, '')).codes, ['empty'])
  assert.deepEqual((await check(platform, '', 'x.dat', 'curve')).codes, ['empty'])
  assert.deepEqual((await check(platform, Buffer.from([1, 0, 2, 0]), 'x.dat', 'curve')).codes, ['not-text'])
})

test('S-024 what is odd in a curve is said and keeps nothing out', async (t) => {
  const platform = await openTestPlatform(t)
  const rows = (make: (at: number) => string): string => Array.from({ length: 12 }, (_, at) => `${make(at)}\n`).join('')
  const odd: readonly [string, string][] = [
    [`# made today\nq I s\n${curve}`, 'skipped-lines'],
    [rows((at) => `${(at + 1) / 10} ${100 - at} ${3 + at} 7`), 'more-columns'],
    [`${curve}0.4 3 1\n`, 'q-repeated'],
    [`${curve}0.2 3 1\n`, 'q-order'],
    [`${curve}0.5 -3 1\n`, 'intensity-not-positive'],
    [rows((at) => `${(at + 1) / 10} 1 ${3 + at}`), 'errors-large'],
    [rows((at) => `${(at + 1) / 10} ${100 + at} ${(100 + at) * 0.03}`), 'errors-synthetic'],
    [rows((at) => `${at + 1} ${100 - at} ${3 + at}`), 'q-units'],
    [rows((at) => `0,${at + 1} 10,5 0,${at + 3}`), 'decimal-comma'],
  ]
  for (const [text, code] of odd) {
    const { report, codes } = await check(platform, text, 'x.dat', 'curve')
    assert.ok(codes.includes(code as keyof typeof findingWords), `${code}: ${codes}`)
    assert.ok(
      report.findings.every(({ level }) => level === 'warning'),
      `${code} alone keeps nothing out`,
    )
  }
})

test('S-024 a large file is looked at in a thread of its own, by the same rules', async (t) => {
  const platform = await openTestPlatform(t)
  const large = `${'1 2 3 4\n2 3 4 5\n'.repeat(300_000)}3 4 5\n`
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  const { codes, report } = await check(platform, large, 'models.sim')
  clearInterval(timer)

  assert.deepEqual([codes, report.facts.rows], [['uneven-rows'], 600_001])
  assert.ok(turns > 10, `whoever looks at a page had ${turns} turns meanwhile`)
})

test('S-024 a check stops at fifty findings, and says that there are more', async (t) => {
  const platform = await openTestPlatform(t)
  const { report } = await check(platform, '0.1 x 1\n'.repeat(5_000), 'x.dat', 'curve')

  assert.equal(report.findings.length, 50)
  assert.equal(report.isCut, true)
})

test('S-024 simulated curves have rows of one length, finite numbers, and columns that change', async (t) => {
  const platform = await openTestPlatform(t)
  const good = await check(platform, '1 2 3 4 5\n2 3 4 5 6\n3 4 5 6 7\n', 'models.sim')
  assert.deepEqual([good.format, good.codes, good.report.facts], ['table', [], { rows: 3, columns: 5 }])

  assert.deepEqual((await check(platform, '1 2 3\n2 3\n3 4 5\n', 'a.sim', 'table')).sentences, [
    'error: line 2: This line has 2 columns, the ones before have 3.',
  ])
  assert.deepEqual((await check(platform, '1 2\n1 x\n', 'a.sim', 'table')).codes, ['not-number', 'constant-column'])
  assert.deepEqual((await check(platform, '1 0\n2 3\n', 'a.sim', 'table')).codes, ['values-not-positive'])
  assert.deepEqual(
    (await check(platform, 'name,feat1\na,1\nb,\n', 'table.csv')).codes,
    [],
    'named columns are the matter of whoever reads them',
  )
  assert.deepEqual(
    (await check(platform, '1 GLY CA 45.1\n2 ALA CA 52.3\n3 ALA CA 51.9\n', 'shifts.txt')).format,
    'other',
    'words among the numbers make no curve',
  )
})

test('S-024 F9 F12 an archive is known by its content: names in any case are taken, litter is left out, twins and empty structures are not', async (t) => {
  const platform = await openTestPlatform(t)
  const good = await check(
    platform,
    await zipOf({ 'm10.PDB': atom, 'sub/m2.pdb': atom, '__MACOSX/m2.pdb': 'x', '.DS_Store': 'x' }),
    'm.ZIP',
  )
  assert.deepEqual([good.format, good.codes], ['structures', []])
  assert.deepEqual(good.report.names, ['m2.pdb', 'm10.PDB'], 'in the order in which people count')
  const predictions = await check(platform, await zipOf({ 'm2.pdb.cs': '1,GLY,CA,45\n' }), 'shifts.zip')
  assert.deepEqual(
    [predictions.format, predictions.codes],
    ['other', []],
    'what a program wrote about structures is none',
  )

  const refused: readonly [Readonly<Record<string, string>>, string][] = [
    [{ 'a/m.pdb': atom, 'b/M.pdb': atom }, 'error: “M.pdb” stands there twice.'],
    [{ 'm.pdb': 'REMARK nothing\n' }, 'error: “m.pdb” has no atoms.'],
    [{ 'readme.txt': 'x' }, 'error: It holds no structures (.pdb or .cif).'],
  ]
  for (const [entries, sentence] of refused)
    assert.ok(
      (await check(platform, await zipOf(entries), 'm.zip', 'structures')).sentences.includes(sentence),
      sentence,
    )
  const odd = await check(
    platform,
    await zipOf({
      'a 1.pdb': atom,
      'b.pdb': atom + atom,
      'c.pdb': `MODEL 1\n${atom}ENDMDL\nMODEL 2\nENDMDL\n`,
      'd.txt': '',
    }),
  )
  assert.deepEqual([...odd.codes].sort(), ['archive-ignored', 'archive-odd-name', 'different-atoms', 'several-models'])
  assert.deepEqual((await check(platform, 'no archive at all', 'm.zip', 'structures')).codes, ['archive-kind'])
})

test('S-020 F10 an archive that leads out, links, unpacks without end or is broken is refused before anything is unpacked', async (t) => {
  const platform = await openTestPlatform(t)
  const plain = await zipOf({ 'xx/escape.pdb': atom })
  const renamed = Buffer.from(plain.toString('latin1').replaceAll('xx/escape.pdb', '../escape.pdb'), 'latin1')
  assert.deepEqual((await check(platform, renamed, 'm.zip', 'structures')).codes, ['archive-path'])
  const link = await zipOf({}, (zip) => zip.addBuffer(Buffer.from('/etc/passwd'), 'm.pdb', { mode: 0o120777 }))
  assert.deepEqual((await check(platform, link, 'm.zip', 'structures')).codes.slice(0, 1), ['archive-link'])
  const bomb = await zipOf({ 'm.pdb': Buffer.alloc(3_000_000, 'A') })
  assert.deepEqual((await check(platform, bomb, 'm.zip', 'structures')).codes, ['archive-ratio'])
  assert.deepEqual((await check(platform, plain.subarray(0, 60), 'm.zip', 'structures')).codes, ['archive-broken'])
})

test('S-024 F12 a tar archive is read as well, packed or not, by the same rules', async (t) => {
  const platform = await openTestPlatform(t)
  const tar = tarOf({ 'm10.pdb': atom, [`${'long/'.repeat(30)}m2.pdb`]: atom })
  for (const [bytes, name] of [
    [tar, 'm.tar'],
    [gzipSync(tar), 'm.tar.gz'],
    [gzipSync(tar), 'm.tgz'],
  ] as const) {
    const { format, codes, report } = await check(platform, bytes, name)
    assert.deepEqual([format, codes, report.names], ['structures', [], ['m2.pdb', 'm10.pdb']], name)
  }
  assert.deepEqual((await check(platform, tarOf({ '../m.pdb': atom }), 'm.tar')).codes, ['archive-path'])
  assert.deepEqual((await check(platform, tarOf({ 'a/m.pdb': atom, 'b/m.pdb': atom }), 'm.tar')).codes, [
    'archive-same-name',
  ])
  assert.deepEqual((await check(platform, tarOf({ 'm.pdb': '/etc/passwd' }, '2'), 'm.tar')).codes, ['archive-link'])
  assert.deepEqual((await check(platform, gzipSync(Buffer.alloc(2_000, 'x')), 'm.tar.gz')).codes, ['archive-broken'])
  assert.deepEqual((await check(platform, tar.subarray(0, 1_100), 'm.tar')).codes, ['archive-broken'])
})

/** An archive as the oldest of the formats has it, with long names as GNU tar writes them. */
function tarOf(entries: Readonly<Record<string, string>>, type = '0'): Buffer {
  const blocks = Object.entries(entries).flatMap(([name, text]) => [
    ...(name.length > 99 ? [headerOf('././@LongLink', name.length, 'L'), padded(name)] : []),
    headerOf(name.slice(0, 99), text.length, type),
    padded(text),
  ])
  return Buffer.concat([...blocks, Buffer.alloc(1_024)])
}

const padded = (text: string): Buffer =>
  Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)])

function headerOf(name: string, size: number, type: string): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(size.toString(8).padStart(11, '0'), 124)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write('ustar', 257)
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  return header
}
