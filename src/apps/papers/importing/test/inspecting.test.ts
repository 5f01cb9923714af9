import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { inspectFile } from '../inspect-file.ts'
import { codesOf, draftsOf, listOf, readList, refusalOf } from './lists.ts'

const LIST = 'title,doi\nOne,10.5555/1\nTwo — zwei,10.5555/2\n'

/** A ZIP archive, by hand, so that its directory can lie. */
function zipOf(files: Readonly<Record<string, string>>, { flags = 0, badCrc = false } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(badCrc ? 1 : crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(Buffer.byteLength(content), 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, place, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listing, end])
}

test('files that are no list are refused by the name of what they are', async (t) => {
  const refused: readonly (readonly [string | Uint8Array, string, string?])[] = [
    ['', 'papers.file-empty'],
    ['\n\n', 'papers.file-empty'],
    ['title,doi\nA\0B,10.5555/1\n', 'papers.file-not-text'],
    ['%PDF-1.7\n%âãÏÓ', 'papers.file-is-pdf'],
    ['\ufeff\n<!DOCTYPE html><html>', 'papers.file-is-html'],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'papers.file-is-xls'],
    ['<?xml version="1.0"?><xml/>', 'papers.file-is-xml'],
    [zipOf({ 'a.csv': LIST, 'b.csv': LIST }), 'papers.file-is-zip'],
    [zipOf({ 'a.csv': LIST }), 'papers.file-is-zip', 'list.csv'],
    [zipOf({ '[Content_Types].xml': 'x', 'xl/workbook.xml': 'x' }), 'papers.file-is-xlsx', 'list.csv'],
    [zipOf({ 'a.csv': LIST }, { flags: 1 }), 'papers.zip-encrypted'],
    [zipOf({ 'a.csv': LIST }, { badCrc: true }), 'papers.file-damaged'],
    [zipOf({ 'a.csv': LIST }).subarray(0, 60), 'papers.file-damaged'],
    [gzipSync(LIST).subarray(0, 30), 'papers.file-damaged'],
    [gzipSync(gzipSync(LIST)), 'papers.file-nested'],
    [gzipSync(zipOf({ 'a.csv': LIST })), 'papers.file-nested'],
    [gzipSync('%PDF-1.7'), 'papers.file-is-pdf'],
    [gzipSync(Buffer.alloc(50_000_000, 'a,b\n')), 'papers.file-unpacks-too-large'],
  ]
  for (const [content, code, name = 'upload'] of refused) {
    assert.equal(await refusalOf(inspectFile(await listOf(t, content, name))), code, String(content).slice(0, 40))
  }
})

test('packed and differently encoded lists give the same rows', async (t) => {
  const forms: Readonly<Record<string, Uint8Array>> = {
    'utf-8': Buffer.from(LIST),
    'utf-8 with mark': Buffer.from(`\ufeff${LIST}`),
    gzip: gzipSync(LIST),
    zip: zipOf({ 'folder/list.csv': LIST }),
    'utf-16le': Buffer.from(`\ufeff${LIST}`, 'utf16le'),
    'utf-16le without mark': Buffer.from(LIST, 'utf16le'),
    'utf-16be': Buffer.from(`\ufeff${LIST}`, 'utf16le').swap16(),
    'windows-1252': Buffer.from(LIST.replace('—', '\x97'), 'latin1'),
    'bare CR': Buffer.from(LIST.replaceAll('\n', '\r')),
    'sep line': Buffer.from(`sep=;\r\n${LIST.replaceAll(',', ';')}`),
  }
  for (const [name, bytes] of Object.entries(forms)) {
    const { rows } = await readList(await listOf(t, bytes, 'upload'))
    assert.deepEqual(
      draftsOf(rows).map(({ title, doi }) => [title, doi]),
      [
        ['One', '10.5555/1'],
        ['Two — zwei', '10.5555/2'],
      ],
      name,
    )
  }
})

test('what was assumed about the encoding is said, and can be changed', async (t) => {
  const path = await listOf(t, Buffer.from('title,doi\nOne,10.5555/1\nM\x81nchen,10.5555/2\n', 'latin1'))

  const { inspection, rows } = await readList(path)
  assert.equal(inspection.encoding, 'windows-1252')
  assert.match(inspection.assumptions.join(' '), /Line 3 is not UTF-8/)
  assert.match(inspection.assumptions.join(' '), /choose the encoding/)
  assert.deepEqual(rows.map(codesOf), [[], ['encoding_broken']])
  const chosen = await readList(path, { encoding: 'macintosh' })
  assert.equal(draftsOf(chosen.rows)[1]?.title, 'MÅnchen')
  assert.equal(chosen.inspection.encodingSamples[0], 'MÅnchen,10.5555/2')
})

test('the header is found below notes, and columns may bear any name, also twice', async (t) => {
  const path = await listOf(
    t,
    'My list\nmade by hand\ntitle,DOI,__proto__,constructor,DOI,note,,\nOne,,p,c,10.5555/1,n,,\n',
  )

  const { inspection, rows } = await readList(path)
  assert.deepEqual(inspection.headers, ['title', 'DOI', '__proto__', 'constructor', 'DOI#2', 'note'])
  assert.deepEqual(inspection.notes, ['My list', 'made by hand'])
  const [draft] = draftsOf(rows)
  assert.equal(draft?.doi, '10.5555/1')
  assert.equal(draft?.extra_json, '{"__proto__":"p","constructor":"c","note":"n"}')
})

test('a mapping made by hand wins, and a list without names of columns asks for one', async (t) => {
  const path = await listOf(t, 'first,second\nOne,10.5555/1\nTwo,10.5555/2\n')

  const inspection = await inspectFile(path)
  assert.equal(inspection.headerRow, null)
  assert.match(inspection.assumptions.join(' '), /please say what each column holds/)
  const unnamed = await listOf(t, 'One;1\nTwo;2\n')
  assert.equal(await refusalOf(readList(unnamed)), 'papers.no-identity-column')
  const { rows } = await readList(unnamed, { mapping: [['Column 1', 'title']] })
  assert.deepEqual(
    draftsOf(rows).map(({ title }) => title),
    ['One', 'Two'],
  )
  assert.equal(await refusalOf(inspectFile(path, { mapping: [['third', 'doi']] })), 'papers.mapping-unknown-column')
})

test('one column of DOIs is a list', async (t) => {
  const { rows } = await readList(await listOf(t, 'doi\n10.5555/1\n10.5555/2\n'))
  assert.deepEqual(
    draftsOf(rows).map(({ doi }) => doi),
    ['10.5555/1', '10.5555/2'],
  )

  const bare = await readList(await listOf(t, '10.5555/1\n10.5555/2\n'))
  assert.deepEqual(
    draftsOf(bare.rows).map(({ doi }) => doi),
    ['10.5555/1', '10.5555/2'],
  )
})

test('backslashes before quotes are recognised by the number of cells', async (t) => {
  const rows = Array.from({ length: 5 }, (_, at) => `"A \\"b\\", c ${at}","10.5555/${at}"`)
  const { inspection, rows: read } = await readList(await listOf(t, `"title","doi"\n${rows.join('\n')}\n`))

  assert.equal(inspection.quoting, 'backslash')
  assert.equal(draftsOf(read)[0]?.title, 'A "b", c 0')
})

test('a plan survives JSON', async (t) => {
  const { plan } = await inspectFile(await listOf(t, LIST))
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan)
})
