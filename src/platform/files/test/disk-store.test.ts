import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { assertWhole, blobStoreContract } from '../contract/contract.ts'
import { asSpaceError, readableSize } from '../disk-errors.ts'
import { openDiskStore } from '../disk-store.ts'

async function openStore(t: TestContext) {
  const folder = emptyFolder(t)
  return openDiskStore(folder)
}

blobStoreContract('disk', openStore)

test('receiving a blob again heals the one that was damaged', async (t) => {
  const store = await openStore(t)
  const receive = () => store.receive(Readable.from([Buffer.from('precious')]), { maxBytes: 100 })
  const { sha256 } = await receive()
  await writeFile(await store.pathOf(sha256), 'rotten')
  await assert.rejects(assertWhole(store))

  await receive()

  await assertWhole(store)
})

test('R-D5 a disk that is full refuses the upload in plain words, and leaves nothing behind', async (t) => {
  const folder = emptyFolder(t)
  const script = `
    import { openDiskStore } from ${JSON.stringify(import.meta.resolve('../disk-store.ts'))}
    async function* bytes() { for (let n = 0; n < 100; n++) yield Buffer.alloc(65536) }
    await openDiskStore(${JSON.stringify(folder)}).receive(bytes(), { maxBytes: 1e9 })
      .then(() => console.log('kept'), (error) => console.log(error.kind, error.code))`

  // A shell's limit on the size of files stands for a small disk: 512 kB (in blocks of 512 bytes, or of 1,024).
  const command = 'ulimit -f 512; exec "$0" --input-type=module -e "$1"'
  const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8' })

  assert.equal(stdout, 'no-space files.no-space\n', stderr)
  await assertWhole(openDiskStore(folder))
})

test('R-D5 the errors of a full disk and of a full quota become a sentence, others stay', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const error = asSpaceError(Object.assign(new Error(code), { code }))
    assert.ok(error instanceof Error && 'kind' in error && error.kind === 'no-space')
  }
  const other = Object.assign(new Error('no'), { code: 'EIO' })
  assert.equal(asSpaceError(other), other)
})

test('sizes are written for people', () => {
  assert.deepEqual([0, 1_023, 1_024, 1.5 * 2 ** 30, 2 ** 50].map(readableSize), [
    '0 bytes',
    '1023 bytes',
    '1 KB',
    '1.5 GB',
    '1024 TB',
  ])
})
