import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { type S3Server, s3Keys, sharedS3, startS3 } from '../../../../test/support/s3-server.ts'
import { readConfig } from '../../../config.ts'
import type { Platform } from '../../platform.ts'
import type { BlobStore } from '../blob-store.ts'
import { storeAnswers } from '../checks.ts'
import { assertWhole } from '../contract/contract.ts'
import { hashBytes } from '../hashing.ts'
import { connectS3, type S3Client } from '../s3-client.ts'
import { parseS3Url, type S3Place } from '../s3-place.ts'
import { openS3Store } from '../s3-store.ts'

const keys = { accessKeyId: s3Keys.AWS_ACCESS_KEY_ID, secretAccessKey: s3Keys.AWS_SECRET_ACCESS_KEY }
const plenty = { maxBytes: 1e9 }
const once = (bytes: Buffer) => Readable.from([bytes])

type Opened = Readonly<{ store: BlobStore; client: S3Client; place: S3Place }>

async function openOn(
  t: TestContext,
  server: S3Server,
  options: { endpoint?: string; secretAccessKey?: string; bucket?: string } = {},
): Promise<Opened> {
  const folder = emptyFolder(t)
  const parsed = parseS3Url(server.emptyPlace())
  assert.ok(parsed)
  const { secretAccessKey = keys.secretAccessKey, ...other } = options
  const place = { ...parsed, ...other }
  const client = connectS3(place, { ...keys, secretAccessKey })
  return { store: openS3Store(folder, place.prefix, async () => client), client, place }
}

const isEmpty = async ({ store, client, place }: Opened): Promise<void> => {
  assert.deepEqual(await readdir(store.stagingFolder), [], 'nothing is left on this machine')
  assert.deepEqual(await Array.fromAsync(client.list(place.prefix)), [], 'nor on the server')
  assert.equal(await client.withdrawOld(place.prefix, -60_000), 0, 'nor any upload in parts')
}

test('R-F1 while the server is away every use says so and nothing is kept; it goes on by itself when the server is back', async (t) => {
  const server = await startS3()
  t.after(() => server.stop())
  const opened = await openOn(t, server)
  const { store } = opened
  const kept = await store.receive(once(Buffer.from('kept')), plenty)
  const away = { kind: 'unavailable', code: 'files.away', retryAfterSeconds: 10 }

  await server.kill()
  const staged = join(store.stagingFolder, 'paper.ready')
  await writeFile(staged, 'a paper')
  await assert.rejects(store.receive(once(randomBytes(100)), plenty), away)
  await assert.rejects(store.receive(once(randomBytes(9_000_000)), plenty), away)
  await assert.rejects(store.adopt(staged), away)
  await assert.rejects(store.sizeOf(kept.sha256), away)
  await assert.rejects(Array.fromAsync(store.read(kept.sha256)), away)
  await assert.rejects(store.answers(), away)
  assert.deepEqual(await readdir(store.stagingFolder), ['paper.ready'], 'what was to be adopted waits for the next try')

  await server.restart()
  await store.answers()
  await store.adopt(staged)
  assert.equal(String(Buffer.concat(await Array.fromAsync(store.read(kept.sha256)))), 'kept')
  await store.remove(kept.sha256)
  await assertWhole(store)
})

test('a server that takes connections and says nothing is given up in seconds', async (t) => {
  const server = await startS3()
  t.after(() => server.stop())
  const { store } = await openOn(t, server)
  server.signal('SIGSTOP')
  const askedAt = performance.now()

  await assert.rejects(store.sizeOf('a'.repeat(64)), { code: 'files.away' })

  assert.ok(performance.now() - askedAt < 6_000)
  server.signal('SIGCONT')
})

test('R-F1 an upload in parts that is given up is withdrawn, and one that was killed is withdrawn after a day', async (t) => {
  const opened = await openOn(t, await sharedS3())
  const { store, client, place } = opened
  const abort = new AbortController()
  const half = (async function* () {
    yield randomBytes(8 * 1_048_576)
    throw new Error('the connection broke')
  })()
  await assert.rejects(client.putParts(`${place.prefix}blobs/aa/x`, half), /the connection broke/)
  await isEmpty(opened)

  const receiving = store.receive(
    (async function* () {
      yield randomBytes(20 * 1_048_576)
      setImmediate(() => abort.abort(new Error('the visitor left')))
    })(),
    { ...plenty, signal: abort.signal },
  )
  await assert.rejects(receiving, /the visitor left/)
  await isEmpty(opened)

  const never = client.putParts(
    `${place.prefix}blobs/bb/x`,
    (async function* () {
      yield randomBytes(8 * 1_048_576)
      await new Promise(() => {})
    })(),
  )
  void never
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal(await store.sweepStaging(24 * 3_600_000), 0, 'an upload of today may yet end')
  assert.equal(await store.sweepStaging(-60_000), 1)
  await isEmpty(opened)
})

test('R-F1 what the server gives back otherwise than it was sent is not kept', async (t) => {
  const opened = await openOn(t, await sharedS3())
  const flipping: S3Client = {
    ...opened.client,
    open: async (key, start, end) => {
      const whole = Buffer.concat(await Array.fromAsync(await opened.client.open(key, start, end)))
      whole[0] = (whole[0] ?? 0) ^ 1
      return once(whole)
    },
  }
  const folder = join(opened.store.stagingFolder, '..')
  const store = openS3Store(folder, opened.place.prefix, async () => flipping)

  await assert.rejects(store.receive(once(randomBytes(500)), plenty), { code: 'files.spoiled', kind: 'unavailable' })

  await isEmpty(opened)
})

test('a body that breaks off is fetched on from there, and comes whole', async (t) => {
  const server = await sharedS3()
  const line = await cuttingLine(t, server, 1_500_000)
  const { store } = await openOn(t, server, { endpoint: line.endpoint })
  const bytes = randomBytes(6_000_000)
  line.letGo()
  const { sha256 } = await store.receive(once(bytes), plenty)

  line.cutAgain()
  const read = await hashBytes(store.read(sha256))

  assert.deepEqual(read, { sha256, sizeBytes: bytes.length })
  assert.ok(line.cuts() >= 3, `${line.cuts()} connections were cut on the way`)
})

test('a list longer than a page is read page by page', async (t) => {
  const { store, client, place } = await openOn(t, await sharedS3())
  for (let n = 0; n < 7; n++) await store.receive(once(Buffer.from(`blob ${n}`)), plenty)

  const keysOf = async (atMost: number) =>
    (await Array.fromAsync(client.list(`${place.prefix}blobs/`, atMost))).map(({ key }) => key)

  assert.equal((await keysOf(2)).length, 7)
  assert.deepEqual(await keysOf(2), await keysOf(1_000))
})

test('the doctor writes a probe, and names what is wrong with the store', async (t) => {
  const server = await sharedS3()
  const check = async (options: Parameters<typeof openOn>[2]) => {
    const { store } = await openOn(t, server, options)
    const config = { filesUrl: 's3://lyceum/here' }
    return storeAnswers.run({ config, files: { blobs: store } } as unknown as Platform)
  }

  assert.deepEqual(await check({}), {
    level: 'ok',
    message: 'A probe was written to s3://lyceum/here, read and removed.',
  })
  const wrongKey = await check({ secretAccessKey: 'wrong' })
  assert.equal(wrongKey.level, 'fail')
  assert.match(wrongKey.message, /AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID/)
  assert.match((await check({ bucket: 'elsewhere' })).message, /bucket of LYCEUM_FILES_URL does not exist/)
  assert.match((await check({ endpoint: 'http://127.0.0.1:4' })).message, /cannot be reached \(ECONNREFUSED\)/)
})

test('a visitor reads neither the name of the server nor that of a key', async (t) => {
  const { store } = await openOn(t, await sharedS3(), { secretAccessKey: 'wrong' })

  await assert.rejects(store.receive(once(Buffer.from('x')), plenty), {
    code: 'files.refused',
    kind: 'unavailable',
    message: /^The file store does not let this house in\. [^/:]*: lyceum doctor says why\.$/,
  })
})

test('where files lie is read from the address, and every mistake in it is one at the start', () => {
  assert.deepEqual(parseS3Url('s3://lyceum'), {
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    bucket: 'lyceum',
    prefix: '',
    region: 'us-east-1',
  })
  assert.deepEqual(parseS3Url('s3://lyceum/a/b/?endpoint=http://10.0.0.7:9000&region=eu-1'), {
    endpoint: 'http://10.0.0.7:9000',
    bucket: 'lyceum',
    prefix: 'a/b/',
    region: 'eu-1',
  })
  for (const wrong of [
    'lyceum',
    's3://',
    's3://UPPER',
    's3://key:secret@lyceum',
    's3://lyceum?endpoint=ftp://x',
    's3://lyceum?endpoint=https://u:p@x',
    's3://lyceum?endpoint=https://x/path',
    's3://lyceum?regoin=eu-1',
    's3://lyceum/a//b',
    's3://lyceum/..%2f',
    's3://lyceum/a b',
  ]) {
    assert.equal(parseS3Url(wrong), undefined, wrong)
    assert.throws(() => readConfig({ LYCEUM_FILES_URL: wrong, ...s3Keys }), /LYCEUM_FILES_URL: must be like s3:/)
  }
  assert.throws(() => readConfig({ LYCEUM_FILES_URL: 's3://lyceum' }), /AWS_ACCESS_KEY_ID: needed[\s\S]*AWS_SECRET_ACC/)
})

/** A line to the server that is cut whenever this many bytes have come back on one connection. */
async function cuttingLine(t: TestContext, server: S3Server, cutAfter: number) {
  let isCutting = false
  let cuts = 0
  const line = createServer((near) => {
    const far = connect(Number(new URL(server.endpoint).port), '127.0.0.1')
    let come = 0
    near.pipe(far)
    far.on('data', (bytes) => {
      come += bytes.length
      near.write(bytes)
      if (!isCutting || come < cutAfter) return
      cuts++
      near.destroy()
      far.destroy()
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve))
  t.after(() => line.close())
  const address = line.address()
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    cuts: () => cuts,
    letGo: () => {
      isCutting = false
    },
    cutAgain: () => {
      isCutting = true
    },
  }
}
