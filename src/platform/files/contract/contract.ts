import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { BlobStore } from '../blob-store.ts'
import { hashBytes } from '../hashing.ts'

/** What every store of blobs has to pass, whatever is underneath. */
export function blobStoreContract(kind: string, openStore: (t: TestContext) => Promise<BlobStore>): void {
  for (const [title, run] of Object.entries(cases)) {
    test(`${title} (${kind})`, async (t) => {
      const store = await openStore(t)
      await run(store)
      await assertWhole(store)
    })
  }
}

const plenty = { maxBytes: 1e9 }

const cases: Record<string, (store: BlobStore) => Promise<void>> = {
  'R-F1 bytes are received whole, named by their SHA-256, and read back the same': async (store) => {
    for (const size of [0, 1, 65_535, 3_000_000]) {
      const bytes = randomBytes(size)

      const blob = await store.receive(inChunks(bytes, 50_000), plenty)

      assert.deepEqual(blob, { sha256: sha256(bytes), sizeBytes: size })
      assert.equal(await store.sizeOf(blob.sha256), size)
      assert.ok(bytes.equals(await readAll(store, blob.sha256)))
    }
  },

  'one chunk of many megabytes is received like many small ones': async (store) => {
    const bytes = randomBytes(5_500_001)

    const blob = await store.receive(inChunks(bytes, bytes.length), plenty)

    assert.equal(blob.sha256, sha256(bytes))
  },

  'a range of bytes is read, both ends included': async (store) => {
    const { sha256: hash } = await store.receive(inChunks(Buffer.from('0123456789'), 3), plenty)

    assert.equal(String(await readAll(store, hash, { start: 2, end: 4 })), '234')
    assert.equal(String(await readAll(store, hash, { start: 9, end: 9 })), '9')
  },

  'a file of many megabytes comes back whole, and in ranges from its middle': async (store) => {
    const bytes = randomBytes(19_000_003)

    const { sha256: hash } = await store.receive(inChunks(bytes, 1_000_000), plenty)

    assert.ok(bytes.equals(await readAll(store, hash)))
    const range = { start: 8_388_600, end: 8_388_700 }
    assert.ok(bytes.subarray(range.start, range.end + 1).equals(await readAll(store, hash, range)))
  },

  'a real file of this machine holds the bytes of a blob, for whoever needs one': async (store) => {
    const bytes = randomBytes(70_000)
    const { sha256: hash } = await store.receive(inChunks(bytes, 9_000), plenty)

    const [path, again] = await Promise.all([store.pathOf(hash), store.pathOf(hash)])

    assert.equal(path, again)
    assert.ok(bytes.equals(await readFile(path)))
  },

  'a blob that is not there has no size, and cannot be read': async (store) => {
    const absent = sha256(Buffer.from('never stored'))

    assert.equal(await store.sizeOf(absent), undefined)
    await assert.rejects(readAll(store, absent), Error)
  },

  'a store that is there says so, and takes a probe without keeping it': async (store) => {
    await store.answers()
    await store.probe()

    assert.deepEqual(await namesIn(store), [])
  },

  'the same bytes twice, also at once, are one blob': async (store) => {
    const bytes = randomBytes(200_000)

    await Promise.all(Array.from({ length: 8 }, () => store.receive(inChunks(bytes, 7_000), plenty)))

    assert.deepEqual(await namesIn(store), [sha256(bytes)])
  },

  'R-F1 bytes beyond the limit are refused in words, and nothing is kept': async (store) => {
    await assert.rejects(store.receive(inChunks(randomBytes(2_000), 100), { maxBytes: 1_999 }), {
      code: 'files.too-large',
      kind: 'too-large',
      message: 'The file is larger than the 2 KB that are allowed here. Nothing was kept.',
    })
    await store.receive(inChunks(Buffer.alloc(2_000), 100), { maxBytes: 2_000 })

    assert.equal((await namesIn(store)).length, 1)
  },

  'R-F1 an upload that ends early at any byte leaves nothing': async (store) => {
    const bytes = randomBytes(300_000)
    for (const cut of [0, 1, 65_536, 299_999]) {
      await assert.rejects(store.receive(cutAt(bytes, cut), plenty), /connection lost/)
    }

    assert.deepEqual(await namesIn(store), [])
  },

  'R-F1 an upload is given up at once when its signal aborts, even while no bytes come': async (store) => {
    const abort = new AbortController()
    const receiving = store.receive(thenSilence(randomBytes(1_000)), { ...plenty, signal: abort.signal })
    setTimeout(() => abort.abort(new Error('the visitor left')), 20)

    await assert.rejects(receiving, /the visitor left/)

    assert.deepEqual(await namesIn(store), [])
  },

  'a complete file in staging is adopted': async (store) => {
    const bytes = randomBytes(100_000)
    const path = join(store.stagingFolder, 'job-1.part')
    await writeFile(path, bytes)

    assert.deepEqual(await store.adopt(path), { sha256: sha256(bytes), sizeBytes: bytes.length })
    assert.ok(bytes.equals(await readAll(store, sha256(bytes))))
  },

  'nothing but a plain file of staging is adopted': async (store) => {
    const secret = join(store.stagingFolder, '..', 'secret')
    await writeFile(secret, 'not yours')
    const link = join(store.stagingFolder, 'link')
    await symlink(secret, link)
    const folder = join(store.stagingFolder, 'folder')
    await mkdir(folder)

    for (const path of [secret, link, folder, join(store.stagingFolder, '..', 'staging-2', 'x'), store.stagingFolder]) {
      await assert.rejects(store.adopt(path), TypeError, path)
    }
    await store.sweepStaging(-1_000)
  },

  'a blob that is removed is gone, and removing it again is fine': async (store) => {
    const { sha256: hash } = await store.receive(inChunks(randomBytes(10), 10), plenty)

    await store.remove(hash)
    await store.remove(hash)

    assert.equal(await store.sizeOf(hash), undefined)
    assert.deepEqual(await namesIn(store), [])
  },

  'a name that is no hash never becomes a path': async (store) => {
    for (const name of ['', '..', '../../etc/passwd', 'A'.repeat(64), `${'a'.repeat(64)}/x`, `${'a'.repeat(63)}\n`]) {
      await assert.rejects(async () => store.pathOf(name), TypeError)
      assert.throws(() => store.read(name), TypeError)
    }
  },

  'R-F1 what lies in staging for a day is swept, and what is younger stays': async (store) => {
    const old = join(store.stagingFolder, 'old')
    await writeFile(old, 'x')
    await utimes(old, 1, 1)
    await writeFile(join(store.stagingFolder, 'young'), 'x')

    assert.equal(await store.sweepStaging(24 * 3_600_000), 1)

    assert.deepEqual(await readdir(store.stagingFolder), ['young'])
    await store.sweepStaging(-1_000)
  },
}

/** The promise itself: every blob that is listed is whole, and nothing temporary is left. */
export async function assertWhole(store: BlobStore): Promise<void> {
  for await (const { sha256: name, sizeBytes } of store.list()) {
    assert.deepEqual(await hashBytes(store.read(name)), { sha256: name, sizeBytes }, 'a blob is what its name says')
  }
  assert.deepEqual(await readdir(store.stagingFolder), [], 'nothing is left in staging')
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function* cutAt(bytes: Buffer, cut: number): AsyncGenerator<Buffer> {
  yield* inChunks(bytes.subarray(0, cut), 65_536)
  throw new Error('connection lost')
}

async function* thenSilence(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
  await new Promise(() => {})
}

async function readAll(store: BlobStore, name: string, range?: { start: number; end: number }): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(store.read(name, range)))
}

const namesIn = async (store: BlobStore): Promise<string[]> =>
  (await Array.fromAsync(store.list())).map((blob) => blob.sha256)
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
