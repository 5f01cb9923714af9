import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Download } from '../http.ts'
import { failureOf, openTestHttp, quick, serve, serveRaw } from './support.ts'

const file = randomBytes(300_000)

async function taken({ chunks, startsAt, totalBytes, validator, status }: Download) {
  const pieces: Buffer[] = []
  for await (const piece of chunks) pieces.push(piece)
  return { bytes: Buffer.concat(pieces), startsAt, totalBytes, validator, status }
}

/** A server that knows ranges, as far as a single open one. */
const serveFile = (t: Parameters<typeof serve>[0], etag: string) =>
  serve(t, ({ headers }, response) => {
    assert.equal(headers['accept-encoding'], 'identity')
    const from = headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0
    const length = file.length - from
    if (from === 0) return response.writeHead(200, { etag, 'content-length': length }).end(file)
    const range = `bytes ${from}-${file.length - 1}/${file.length}`
    response.writeHead(206, { etag, 'content-length': length, 'content-range': range }).end(file.subarray(from))
  })

test('a download comes in pieces, with its size and what it can be carried on by', async (t) => {
  const server = await serveFile(t, '"v1"')
  const http = await openTestHttp(t)

  const { bytes, ...facts } = await http.download('test', quick(server.url), taken)

  assert.ok(bytes.equals(file))
  assert.deepEqual(facts, { startsAt: 0, totalBytes: file.length, validator: '"v1"', status: 200 })
})

test('R-C3 a download is carried on where the host still has the same', async (t) => {
  const server = await serveFile(t, '"v2"')
  const http = await openTestHttp(t)
  const resume = (validator: string) =>
    http.download('test', { ...quick(server.url), resume: { offset: 100_000, validator } }, taken)

  const same = await resume('"v2"')
  assert.ok(same.bytes.equals(file.subarray(100_000)))
  assert.deepEqual([same.startsAt, same.totalBytes, same.status], [100_000, file.length, 206])

  const changed = await resume('"v1"')
  assert.ok(changed.bytes.equals(file))
  assert.equal(changed.startsAt, 0)

  assert.equal((await resume('W/"v2"')).startsAt, 0, 'a weak ETag does not allow to join two halves')
})

test('R-C3 a part that was not asked for is refused', async (t) => {
  const server = await serve(t, (_, response) =>
    response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('abcde'),
  )
  const http = await openTestHttp(t)
  const resume = { offset: 4, validator: '"a"' }

  assert.equal((await failureOf(http.download('test', quick(server.url), taken))).code, 'bad_response')
  assert.equal((await failureOf(http.download('test', { ...quick(server.url), resume }, taken))).code, 'bad_response')
})

test('a download that breaks off is truncated, and is not begun again behind the back of who takes it', async (t) => {
  let requests = 0
  const server = await serveRaw(t, (socket) => {
    requests++
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')
  })
  const http = await openTestHttp(t)

  assert.equal((await failureOf(http.download('test', quick(server.url), taken))).code, 'truncated')
  assert.equal(requests, 1)
})

test('what the taker throws comes through as it is, and the host is not blamed for it', async (t) => {
  const server = await serveFile(t, '"v1"')
  const http = await openTestHttp(t)
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  const fail = () =>
    http.download('test', quick(server.url), async ({ chunks }) => {
      for await (const _ of chunks) throw full
    })

  for (let n = 0; n < 6; n++) await assert.rejects(fail, full)

  assert.ok((await http.download('test', quick(server.url), taken)).bytes.equals(file))
})

test('a taker that is slow is waited for, since only the host is under the clock', async (t) => {
  const server = await serveFile(t, '"v1"')
  const http = await openTestHttp(t)
  const timeouts = { firstByteMs: 300, idleMs: 60, wholeMs: 2_000 }

  const bytes = await http.download('test', quick(server.url, { timeouts }), async ({ chunks }) => {
    let sum = 0
    for await (const { length } of chunks) {
      if (sum === 0) await new Promise((resolve) => setTimeout(resolve, 150))
      sum += length
    }
    return sum
  })

  assert.equal(bytes, file.length)
})
