import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { HttpFailureCode } from '../failures.ts'
import { failureOf, openTestHttp, quick, serveRaw } from './support.ts'

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
const bomb = gzipSync(Buffer.alloc(60_000_000))
const noise = gzipSync(randomBytes(5_000))
const smallBomb = brotliCompressSync(Buffer.alloc(5_000_000))

/** Writes for ever, as fast as it is taken. */
function flood(socket: Socket, start: string, piece: string): void {
  socket.write(start)
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', more)
  more()
}

function drip(socket: Socket, start: string, piece: string): void {
  socket.write(start)
  const dripping = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(dripping))
}

const hostileServers: readonly [title: string, talk: (socket: Socket) => void, code: HttpFailureCode][] = [
  ['hangs after the request', () => {}, 'timeout'],
  ['drips its head', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx: ', 'a'), 'timeout'],
  ['drips its body for ever', (socket) => drip(socket, head('content-length: 100000'), 'a'), 'timeout'],
  ['hangs in the middle of the body', (socket) => socket.write(`${head('content-length: 9')}abc`), 'timeout'],
  ['never ends', (socket) => flood(socket, head('connection: close'), 'a'.repeat(65_536)), 'too_large'],
  [
    'never ends in chunks',
    (socket) => flood(socket, head('transfer-encoding: chunked'), `10000\r\n${'a'.repeat(65_536)}\r\n`),
    'too_large',
  ],
  ['declares too much', (socket) => socket.write(head('content-length: 99999999999')), 'too_large'],
  [
    'sends a bomb',
    (socket) => socket.write(Buffer.concat([Buffer.from(head('content-encoding: gzip')), bomb])),
    'too_large',
  ],
  [
    'sends a bomb below the cap',
    (socket) => socket.end(Buffer.concat([Buffer.from(head('content-encoding: br')), smallBomb])),
    'too_large',
  ],
  ['packs twice', (socket) => socket.end(head('content-encoding: gzip, gzip')), 'bad_response'],
  ['packs in a way nobody knows', (socket) => socket.end(`${head('content-encoding: magic')}abc`), 'bad_response'],
  ['says gzip and sends words', (socket) => socket.end(`${head('content-encoding: gzip')}words`), 'bad_response'],
  [
    'cuts what it packed',
    (socket) => socket.end(Buffer.concat([Buffer.from(head('content-encoding: gzip')), noise.subarray(0, 2_000)])),
    'truncated',
  ],
  ['promises more than it sends', (socket) => socket.end(`${head('content-length: 10')}abc`), 'truncated'],
  ['breaks off in a chunk', (socket) => socket.end(`${head('transfer-encoding: chunked')}a\r\nabc`), 'truncated'],
  ['answers in garbage', (socket) => socket.end(Buffer.alloc(500, 7)), 'bad_response'],
  ['answers in another protocol', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'bad_response'],
  ['resets', (socket) => socket.resetAndDestroy(), 'connection'],
  ['closes without a word', (socket) => socket.end(), 'connection'],
  ['has a huge header', (socket) => socket.write(head(`x: ${'a'.repeat(40_000)}`)), 'bad_response'],
  [
    'has headers without end',
    (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'.repeat(1_000)),
    'bad_response',
  ],
  ['redirects to nowhere', (socket) => socket.end('HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n'), 'bad_response'],
  ['says "continue" unasked', (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 'connection'],
  ['is "processing" for ever', (socket) => drip(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n'), 'timeout'],
  [
    'switches protocols',
    (socket) => socket.end('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'connection',
  ],
]

for (const [title, talk, code] of hostileServers) {
  test(`R-SSRF a server that ${title} is a clear failure: ${code}`, async (t) => {
    const server = await serveRaw(t, talk)
    const http = await openTestHttp(t, { sleep: () => Promise.reject(new Error('no second try here')) })
    const memoryBefore = process.memoryUsage().rss

    // POST is asked once only.
    const failure = await failureOf(http.request('test', quick(server.url, { method: 'POST', maxBytes: 6_000_000 })))

    assert.equal(failure.code, code)
    assert.ok(process.memoryUsage().rss - memoryBefore < 100_000_000, 'memory stays bounded')
  })
}

test('R-SSRF more than was promised is left unread', async (t) => {
  const server = await serveRaw(t, (socket) => socket.end(`${head('content-length: 3')}abcdef`))
  const http = await openTestHttp(t)

  assert.equal((await http.request('test', quick(server.url))).text(), 'abc')
})

test('R-SSRF a connection that is refused, a name that is unknown and a look-up that hangs have names', async (t) => {
  const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  const ask = async (resolve: () => Promise<string[]>) => {
    const http = await openTestHttp(t, { resolve, connectMs: 200 })
    return (await failureOf(http.request('test', quick('http://example.org:9/', { method: 'POST' })))).code
  }

  assert.equal(await ask(async () => ['127.0.0.1']), 'connection')
  assert.equal(await ask(() => Promise.reject(unknown)), 'dns')
  assert.equal(await ask(() => new Promise(() => {})), 'timeout')
})
