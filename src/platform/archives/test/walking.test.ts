import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ZipFile } from 'yazl'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { walkArchive } from '../walking.ts'

/** What came up on the way: contents of files, or the reason for what was refused. */
async function walked(t: TestContext, archive: Uint8Array): Promise<string[]> {
  const path = join(emptyFolder(t), 'archive')
  writeFileSync(path, archive)
  const told: string[] = []
  for await (const step of walkArchive(path, (name) => name.endsWith('.txt'))) {
    if (step.kind === 'file') told.push(`${step.path}: ${await text(await step.open())}`)
    else told.push(step.kind === 'refused' ? `${step.reason} ${step.found}`.trim() : `${step.kind} ${step.path}`)
  }
  return told
}

function zipOf(entries: readonly (readonly [name: string, content: string, mode?: number])[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content, mode] of entries) zip.addBuffer(Buffer.from(content), name, mode ? { mode } : {})
  zip.end()
  return buffer(zip.outputStream)
}

function tarOf(entries: readonly (readonly [name: string, content: string, type?: string])[]): Buffer {
  const blocks = entries.flatMap(([name, content, type = '0']) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(content.length.toString(8).padStart(11, '0'), 124)
    header.write(`        ${type}`, 148)
    header.write('ustar', 257)
    const sum = header.reduce((all, byte) => all + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'))]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1_024)])
}

test('a ZIP and a tar archive of the same files are walked alike', async (t) => {
  const entries = [
    ['./a.txt', 'one'],
    ['folder/B.txt', 'two'],
    ['folder/c.md', 'three'],
    ['__MACOSX/a.txt', 'litter'],
    ['folder/.b.txt', 'litter'],
  ] as const
  const expected = ['passed-over folder/c.md', 'a.txt: one', 'folder/B.txt: two']

  const zip = await walked(t, await zipOf(entries.map(([name, content]) => [name.replace('./', ''), content])))
  assert.deepEqual(zip, expected)
  assert.deepEqual((await walked(t, tarOf(entries))).sort(), [...expected].sort())
  assert.deepEqual((await walked(t, gzipSync(tarOf(entries)))).sort(), [...expected].sort())
})

test('what is refused in a ZIP keeps its files closed, and is named whatever it hides as', async (t) => {
  const good = ['good.txt', 'x'] as const
  assert.deepEqual(await walked(t, await zipOf([good, ['.link.txt', '/etc/passwd', 0o120777]])), ['link .link.txt'])
  assert.deepEqual(await walked(t, await zipOf([good, ['sub/GOOD.txt', 'y']])), ['same-name GOOD.txt'])
  assert.deepEqual(await walked(t, await zipOf([good, ['big.txt', 'A'.repeat(1_500_000)]])), ['ratio big.txt'])
})

test('a tar archive with a wrong sum, a name without end or a path that leads out is refused', async (t) => {
  const whole = tarOf([['a.txt', 'one']])
  const forged = Buffer.from(whole)
  forged.write('b', 0)
  assert.deepEqual(await walked(t, forged), ['broken it is no tar archive'])
  assert.deepEqual(await walked(t, tarOf([['././@LongLink', 'n'.repeat(70_000), 'L']])), [
    'broken a name in it is too long',
  ])
  for (const path of ['../a.txt', '/a.txt', 'C:a.txt', 'a/..\\..\\b.txt'])
    assert.deepEqual(await walked(t, tarOf([[path, 'one']])), [`path ${path}`])
  assert.deepEqual(await walked(t, tarOf([['device.txt', '', '3']])), [], 'neither file nor link')
})

test('who stops on the way keeps no file open', async (t) => {
  const path = join(emptyFolder(t), 'a.tgz')
  writeFileSync(path, gzipSync(tarOf([['a.txt', randomBytes(500_000).toString('hex')]])))
  const open = (): number => readdirSync('/proc/self/fd').length
  const before = open()

  for (let again = 0; again < 5; again++) for await (const _step of walkArchive(path, () => true)) break

  await t.waitFor(() => assert.equal(open(), before), { timeout: 20_000 })
})
