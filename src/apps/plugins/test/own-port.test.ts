import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import { freePort } from '../../../../test/support/free-port.ts'
import { openRunner } from './support.ts'

test('R-6 RUN-10.5 a port of its own answers for the runner alone, knows no page of the house, and lets an offer of h2c pass', async (t) => {
  const port = await freePort()
  const { web } = await openRunner(t, {
    worker: false,
    environment: { LYCEUM_RUNNER_PORT: String(port), LYCEUM_RUNNER_BASE_URL: `http://127.0.0.1:${port}` },
  })
  await web.listen({ host: '127.0.0.1', port: 0 })

  assert.match(await statusAndPlace(port, '/plugins'), new RegExp(`^308 http://127\\.0\\.0\\.1:${port}/plugins/$`))
  assert.match(await statusAndPlace(port, '/plugins/'), /^200/)
  for (const path of ['/sign-in', '/account', '/api/v1/me', '/papers/list'])
    assert.match(await statusAndPlace(port, path), /^404/, path)
  const { port: inside } = web.server.address() as AddressInfo
  assert.match(await offerHttp2(port, '/plugins/'), /^HTTP\/1\.1 200 OK\r\n/)
  assert.match(await offerHttp2(inside, '/runner/plugins/'), /^HTTP\/1\.1 200 OK\r\n/)
})

/** As Java's client asks: it would rather go on in HTTP/2. */
function offerHttp2(port: number, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${offer}\r\n\r\n`),
  )
  socket.setEncoding('utf8').once('data', (text) => {
    resolve(String(text))
    socket.destroy()
  })
  socket.on('error', reject)
  return promise
}

function statusAndPlace(port: number, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  request({ port, path, agent: false }, (answer) => {
    answer.resume()
    resolve(`${answer.statusCode} ${answer.headers.location ?? ''}`.trim())
  })
    .on('error', reject)
    .end()
  return promise
}
