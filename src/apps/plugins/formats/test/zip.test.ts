import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { jsonEntries, stemOf, zipEntries, zipOf } from '../zip.ts'
import { archiveOf } from './sources.ts'

const namesIn = async (file: { name: string; path: string }, limits = {}): Promise<string[]> =>
  (await Array.fromAsync(zipEntries(file, limits))).map(({ name }) => name)

/** An archive of one stored file, with whatever name and sizes it is to claim. */
function craftedZip(name: string, content: string, { claimed = content.length, flags = 0x800 } = {}): Buffer {
  const [title, body] = [Buffer.from(name), Buffer.from(content)]
  const facts = Buffer.alloc(26)
  facts.writeUInt16LE(20, 0)
  facts.writeUInt16LE(flags, 2)
  facts.writeUInt32LE(crc32(body), 10)
  // A secret one has 12 bytes in front of it.
  facts.writeUInt32LE(claimed + (flags & 1 ? 12 : 0), 14)
  facts.writeUInt32LE(claimed, 18)
  facts.writeUInt16LE(title.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, title, body])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), facts, Buffer.alloc(14), title])
  const end = Buffer.alloc(18)
  end.writeUInt16LE(1, 4)
  end.writeUInt16LE(1, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(local.length, 12)
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end])
}

test('RUN-7.5 an archive that was written is read as it was, bytes and folders included, and is the same every time', async (t) => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251)
  const entries = [
    ['a.json', '{"x":1}'],
    ['deep/er/b.bin', bytes],
    ['ü 😀.JSON', ['[1', ',2]']],
    ['empty.txt', ''],
  ] as const
  const file = await archiveOf(t, zipOf(entries))

  const read = []
  for await (const entry of zipEntries(file)) read.push([entry.name, entry.sizeBytes, await entry.bytes()] as const)
  assert.deepEqual(
    read.map(([name, size]) => [name, size]),
    [
      ['a.json', 7],
      ['deep/er/b.bin', 70_000],
      ['ü 😀.JSON', 5],
      ['empty.txt', 0],
    ],
  )
  assert.deepEqual(Buffer.from(read[1]?.[2] ?? []), Buffer.from(bytes))
  const json = []
  for await (const { name, json: parse } of jsonEntries(file)) json.push([stemOf(name), await parse()])
  assert.deepEqual(json, [
    ['a', { x: 1 }],
    ['ü 😀', [1, 2]],
  ])
  const again = await Array.fromAsync(zipOf(entries))
  assert.deepEqual(Buffer.concat(again), Buffer.concat(await Array.fromAsync(zipOf(entries))))
})

test('R-V8 names that lead out of a folder are refused, in archives that are read and in those that are written', async (t) => {
  assert.deepEqual(
    await namesIn(await archiveOf(t, craftedZip('in/side.txt', 'x'))),
    ['in/side.txt'],
    'the crafted archive is one',
  )
  for (const name of ['../out.txt', '/etc/passwd', 'a/../../out.txt', 'C:/out.txt', '..\\out.txt', 'a\\b.txt']) {
    const file = await archiveOf(t, craftedZip(name, 'x'))
    await assert.rejects(namesIn(file), /“archive.zip” is no ZIP archive that can be read/, name)
    assert.throws(() => zipOf([[name, 'x']]), /cannot be the name of a file/, name)
  }
  assert.throws(() => zipOf([['', 'x']]), /cannot be the name/)
  assert.throws(
    () =>
      zipOf([
        ['a', 'x'],
        ['a', 'y'],
      ]),
    /two files of the archive are called “a”/,
  )
})

test('R-V8 an archive that would fill the disk or the memory is refused before anything of it is unpacked', async (t) => {
  const bomb = await archiveOf(t, zipOf([['zeros', new Uint8Array(5_000_000)]]))
  await assert.rejects(namesIn(bomb, { bytes: 4 * 1024 ** 2 }), /unpacks to more than 4 MB/)
  assert.deepEqual(await namesIn(bomb), ['zeros'])
  const many = await archiveOf(t, zipOf(Array.from({ length: 11 }, (_, at) => [`${at}`, ''] as const)))
  await assert.rejects(namesIn(many, { entries: 10 }), /holds more than 10 files/)
})

test('an archive that lies about its sizes, is secret, cut off or no archive fails with its name', async (t) => {
  await assert.rejects(namesIn(await archiveOf(t, Buffer.from('PK nothing'))), /“archive.zip” is no ZIP archive/)
  await assert.rejects(namesIn(await archiveOf(t, Buffer.alloc(0))), /is no ZIP archive/)
  const whole = Buffer.concat(await Array.fromAsync(zipOf([['a.json', '{"x":']])))
  await assert.rejects(namesIn(await archiveOf(t, whole.subarray(0, -10))), /is no ZIP archive/)
  for await (const entry of zipEntries(await archiveOf(t, whole))) {
    await assert.rejects(entry.json(), /“archive.zip” holds “a.json”, which cannot be read/)
  }
  for await (const entry of zipEntries(await archiveOf(t, craftedZip('a', 'secret', { flags: 0x801 })))) {
    await assert.rejects(entry.text(), /is encrypted/)
  }
  for await (const entry of zipEntries(await archiveOf(t, craftedZip('a', 'short', { claimed: 500 })))) {
    await assert.rejects(entry.text(), /which cannot be read/)
  }
})

test('what goes wrong while an archive is written reaches whoever reads it', async () => {
  function* broken(): Generator<string> {
    yield 'a'
    throw new Error('no more of it')
  }
  await assert.rejects(Array.fromAsync(zipOf([['a', broken()]])), /no more of it/)
  await assert.rejects(Array.fromAsync(zipOf([['a', async () => Promise.reject(new Error('not there'))]])), /not there/)
})
