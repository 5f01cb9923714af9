import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { uploadedFiles } from '../uploads.ts'
import { openTestWeb } from './open-test-web.ts'

const limits = {
  headersMs: 300,
  bodyMs: 400,
  handlerMs: 500,
  leastBytesASecond: 1_000,
  graceMs: 300,
  stalledMs: 900,
  lookEveryMs: 50,
}

/** The usual limits a fortieth as long, and a page larger than every buffer on its way. */
async function openImpatient(t: TestContext): Promise<number> {
  const large = 'x'.repeat(30_000_000)
  const web = await openTestWeb(t, {
    slow: limits,
    routes: (web) => {
      const config = { rule: 'open' } as const
      web.post('/thing', { config }, async () => 'taken')
      web.post('/file', { config: { ...config, upload: { maxBytes: 1e6 } } }, async (request) => {
        for await (const file of uploadedFiles(request)) for await (const _ of file.bytes);
        return 'taken'
      })
      web.get('/large', { config }, async () => large)
      web.get('/stuck', { config }, () => new Promise<never>(() => {}))
    },
  })
  return Number(new URL(await web.listen({ host: '127.0.0.1', port: 0 })).port)
}

type Ended = Readonly<{ answer: string; afterMs: number }>

/** Sends a start at once and then a byte every 20 ms, until the server ends it. */
function drip(port: number, start: string, { reads = true, drips = true } = {}): Promise<Ended> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(start))
    const dripping = setInterval(() => drips && socket.bytesWritten > 0 && socket.write('a'), 20)
    const end = (): void => {
      clearInterval(dripping)
      socket.destroy()
      resolve({ answer, afterMs: performance.now() - startedAt })
    }
    if (reads) socket.on('data', (bytes) => (answer += String(bytes)))
    else socket.pause()
    socket.on('end', end).on('close', end).on('error', end)
  })
}

const form = 'POST /thing HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'
const upload =
  'POST /file HTTP/1.1\r\nHost: x\r\nX-CSRF-Token: test-token\r\nContent-Type: multipart/form-data; boundary=x\r\n'
const filePart = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'

test('R-L3 who drips headers or a body is cut off at the limit, and others notice nothing', async (t) => {
  const port = await openImpatient(t)
  const slow = Array.from({ length: 20 }, () => [
    drip(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    drip(port, `${form}Content-Length: 100000\r\n\r\n`),
    drip(port, `${upload}Content-Length: 100000\r\n\r\n${filePart}`),
  ])

  const healthMs: number[] = []
  for (let n = 0; n < 10; n++) {
    const askedAt = performance.now()
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
    healthMs.push(performance.now() - askedAt)
    await sleep(30)
  }
  const ends = await Promise.all(slow.map((three) => Promise.all(three)))

  for (const [headers, body, file] of ends) {
    assert.match(headers?.answer ?? '', /^HTTP\/1\.1 408/, 'headers')
    assert.match(body?.answer ?? '', /^HTTP\/1\.1 408/, 'body')
    assert.match(file?.answer ?? '', /^HTTP\/1\.1 (408|400)/, 'file')
    for (const { afterMs } of [headers, body, file].filter((one) => one !== undefined))
      assert.ok(afterMs > 250 && afterMs < 2_500, `${afterMs} ms`)
  }
  assert.ok(Math.max(...healthMs) < 500, `health: ${Math.max(...healthMs)} ms`)
})

test('R-L3 who takes no byte of the answer, or says nothing at all, is let go', async (t) => {
  const port = await openImpatient(t)

  const [reader, silent] = await Promise.all([
    closedFor(port, 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n'),
    drip(port, '', { drips: false }),
  ])

  assert.ok(reader < 4_000, `the connection of a reader who takes nothing stood for ${reader} ms`)
  assert.ok(silent.afterMs < 2_500, `a silent connection stood for ${silent.afterMs} ms`)
})

/** How long the server keeps a connection on which nothing is read. */
async function closedFor(port: number, request: string): Promise<number> {
  const startedAt = performance.now()
  const socket = connect(port, '127.0.0.1', () => socket.write(request))
  socket.pause()
  await sleep(limits.stalledMs * 2 + 500)
  // What lies in the buffers of the system is still there; the rest never comes.
  let bytes = 0
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => (bytes += chunk.length))
    socket.on('close', () => resolve()).on('error', () => resolve())
    socket.resume()
  })
  assert.ok(bytes < 30_000_000, 'the answer was cut')
  return performance.now() - startedAt
}

test('R-L3 a handler that never answers is given up with 503', async (t) => {
  const port = await openImpatient(t)

  const answer = await fetch(`http://127.0.0.1:${port}/stuck`)

  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '5')
})
