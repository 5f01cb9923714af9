import assert from 'node:assert/strict'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { certificate, certificateKey } from './certificate.ts'
import { failureOf, openTestHttp, quick, serve } from './support.ts'

test('PAP-P3 each request says who we are, and no answer leaves a cookie', async (t) => {
  const seen: unknown[] = []
  const server = await serve(t, (request, response) => {
    seen.push([request.headers['user-agent'], request.headers.cookie, request.headers.host])
    response.setHeader('set-cookie', 'a=b').end('ok')
  })
  const http = await openTestHttp(t)

  await http.request('test', quick(server.url, { headers: { 'User-Agent': 'Mozilla/5.0', Host: 'evil.example.org' } }))
  await http.request('test', quick(server.url))

  const expected = [
    'Lyceum/1.2.3 (+https://example.org/group; mailto:group@example.org)',
    undefined,
    `127.0.0.1:${server.port}`,
  ]
  assert.deepEqual(seen, [expected, expected])
})

test('an answer has status, headers, address and body', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url === '/old') return response.writeHead(301, { location: '/new?x=1' }).end()
    response.writeHead(201, { 'content-type': 'application/json', 'X-Two': ['a', 'b'] }).end('{"title":"é"}')
  })
  const http = await openTestHttp(t)

  const answer = await http.request('test', quick(`${server.url}/old#part`))

  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('x-two'), 'a, b')
  assert.equal(answer.finalUrl, `${server.url}/new?x=1`)
  assert.deepEqual(answer.redirects, [`${server.url}/old`])
  assert.deepEqual(answer.json(), { title: 'é' })
})

test('text is read in its charset, and broken JSON is the fault of the answer', async (t) => {
  const server = await serve(t, (request, response) => {
    const label = request.url === '/odd' ? 'klingon' : 'ISO-8859-1'
    response.writeHead(200, { 'content-type': `text/plain; charset="${label}"` }).end(Buffer.from([0xe9, 0x7b]))
  })
  const http = await openTestHttp(t)

  const answer = await http.request('test', quick(server.url))
  assert.equal(answer.text(), 'é{')
  assert.equal((await http.request('test', quick(`${server.url}/odd`))).text(), '\ufffd{')
  assert.throws(() => answer.json(), { code: 'bad_response' })
})

test('packed bodies are unpacked', async (t) => {
  const server = await serve(t, (request, response) => {
    const isBrotli = request.url === '/br'
    response.setHeader('content-encoding', isBrotli ? 'br' : 'gzip')
    response.end(isBrotli ? brotliCompressSync('words') : gzipSync('words'))
  })
  const http = await openTestHttp(t)

  assert.equal((await http.request('test', quick(`${server.url}/br`))).text(), 'words')
  assert.equal((await http.request('test', quick(`${server.url}/gzip`))).text(), 'words')
})

test('HEAD, 204 and 304 have no body and are no failure', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url === '/204') return response.writeHead(204).end()
    if (request.url === '/304') return response.writeHead(304, { etag: '"a"' }).end()
    response.setHeader('content-length', '1234').end()
  })
  const http = await openTestHttp(t)

  assert.equal(
    (await http.request('test', quick(server.url, { method: 'HEAD' }))).headers.get('content-length'),
    '1234',
  )
  assert.equal((await http.request('test', quick(`${server.url}/204`))).bytes.length, 0)
  assert.equal((await http.request('test', quick(`${server.url}/304`))).status, 304)
})

test('a failing status is a failure with that status, unless it was expected', async (t) => {
  const server = await serve(t, (request, response) => response.writeHead(Number(request.url?.slice(1))).end('words'))
  const http = await openTestHttp(t)
  const ask = (status: number) => failureOf(http.request('test', quick(`${server.url}/${status}`)))

  for (const [status, code] of [
    [404, 'http_4xx'],
    [403, 'http_4xx'],
    [429, 'rate_limited'],
    [501, 'http_5xx'],
    [300, 'bad_response'],
  ] as const) {
    const failure = await ask(status)
    assert.deepEqual([failure.code, failure.status], [code, status])
  }
  const expected = await http.request('test', quick(`${server.url}/404`, { expect: [404] }))
  assert.deepEqual([expected.status, expected.text()], [404, 'words'])
})

test('redirects change the method as they should', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url !== '/end') return response.writeHead(Number(request.url?.slice(1)), { location: '/end' }).end()
    request
      .setEncoding('utf8')
      .toArray()
      .then((body) => response.end(`${request.method} ${body.join('')}`))
  })
  const http = await openTestHttp(t)
  const post = async (code: number) =>
    (await http.request('test', quick(`${server.url}/${code}`, { method: 'POST', body: 'x' }))).text()

  assert.deepEqual(await Promise.all([301, 302, 303, 307, 308].map(post)), ['GET ', 'GET ', 'GET ', 'POST x', 'POST x'])
})

test('redirects that go round or on and on are given up', async (t) => {
  const server = await serve(t, (request, response) => {
    const step = Number(request.url?.slice(1))
    response.writeHead(302, { location: step === 99 ? '/99' : `/${step + 1}` }).end()
  })
  const http = await openTestHttp(t)

  assert.equal((await failureOf(http.request('test', quick(`${server.url}/99`)))).code, 'redirect_loop')
  assert.equal((await failureOf(http.request('test', quick(`${server.url}/1`)))).code, 'redirect_loop')
  assert.deepEqual(server.asked, ['GET /99', 'GET /1', 'GET /2', 'GET /3', 'GET /4', 'GET /5', 'GET /6'])
})

test('R-SSRF keys and cookies stay with the origin they are meant for', async (t) => {
  const seen: Record<string, unknown>[] = []
  const other = await serve(t, (request, response) => {
    seen.push(request.headers)
    response.end()
  })
  const server = await serve(t, (request, response) => {
    seen.push(request.headers)
    response.writeHead(302, { location: request.url === '/' ? '/again' : other.url }).end()
  })
  const http = await openTestHttp(t)
  const headers = { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', 'Accept-Language': 'en' }

  await http.request('test', quick(server.url, { headers }))

  assert.deepEqual(
    seen.map((it) => [it.authorization, it.cookie, it['x-api-key'], it['accept-language']]),
    [
      ['Bearer x', 'a=b', 'k', 'en'],
      ['Bearer x', 'a=b', 'k', 'en'],
      [undefined, undefined, undefined, 'en'],
    ],
  )
})

test('R-SSRF a secure address never leads to an insecure one', async (t) => {
  trustTestCertificate(t)
  const plain = await serve(t, (_, response) => response.end('plain'))
  const secure = await serveTls(t, plain.url)
  const http = await openTestHttp(t)
  assert.equal((await http.request('test', quick(`https://127.0.0.1:${secure}/ok`))).text(), 'secret')

  const failure = await failureOf(http.request('test', quick(`https://127.0.0.1:${secure}/away`)))

  assert.equal(failure.code, 'insecure_redirect')
  assert.deepEqual(plain.asked, [])
})

test('R-SSRF the certificate has to be for the name that was asked, at the address that was checked', async (t) => {
  const port = await serveTls(t, 'http://x/')
  const untrusting = await openTestHttp(t)
  const post = (name: string) => quick(`https://${name}:${port}/ok`, { method: 'POST' })
  assert.equal((await failureOf(untrusting.request('test', post('secure.example.org')))).code, 'tls_error')

  trustTestCertificate(t)
  const http = await openTestHttp(t)

  assert.equal((await http.request('test', post('secure.example.org'))).text(), 'secret')
  assert.equal((await failureOf(http.request('test', post('other.example.org')))).code, 'tls_error')
})

test('http is asked for over https where the caller wants it, listed hosts excepted', async (t) => {
  const server = await serve(t, (_, response) => response.end('plain'))
  const asked: string[] = []
  const http = await openTestHttp(t, {
    allow: `127.0.0.1:${server.port}`,
    resolve: async (host) => {
      asked.push(host)
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    },
  })

  assert.equal((await http.request('test', quick(server.url, { upgrade: true }))).text(), 'plain')
  const failure = await failureOf(http.request('test', quick('http://example.org/', { upgrade: true })))
  assert.deepEqual([failure.code, asked], ['dns', ['example.org']])
})

test('what passes by itself is tried three times, a fault of the host twice, all else once', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url === '/reset') return request.socket.destroy()
    response.writeHead(Number(request.url?.slice(1))).end()
  })
  const pauses: number[] = []
  const http = await openTestHttp(t, { sleep: async (ms) => void (ms >= 500 && pauses.push(ms)), random: () => 0.5 })
  const tries = async (path: string, method: 'GET' | 'POST' = 'GET') => {
    const before = server.asked.length
    await failureOf(http.request('test', quick(server.url + path, { method })))
    await http.request('test', quick(`${server.url}/200`)) // Keeps the breaker closed.
    return server.asked.length - before - 1
  }

  assert.deepEqual(
    [await tries('/503'), await tries('/reset'), await tries('/500'), await tries('/404'), await tries('/429')],
    [3, 3, 2, 1, 1],
  )
  assert.equal(await tries('/503', 'POST'), 1)
  assert.deepEqual(pauses, [2_000, 8_000, 2_000, 8_000, 2_000])
})

test('a caller that gives up is obeyed at once, before, during and between tries', async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.url === '/503') return response.writeHead(503).end()
    if (request.url === '/body') response.write('abc')
  })
  const http = await openTestHttp(t, {
    sleep: (_ms, signal) => new Promise((_, reject) => signal.addEventListener('abort', reject)),
  })
  const ask = (path: string, signal: AbortSignal) =>
    failureOf(http.request('test', quick(server.url + path, { signal })))

  assert.equal((await ask('/hang', AbortSignal.abort())).code, 'aborted')
  assert.deepEqual(server.asked, [], 'nothing is connected for a caller that is gone')
  for (const path of ['/hang', '/body', '/503'])
    assert.equal((await ask(path, AbortSignal.timeout(60))).code, 'aborted', path)
})

function trustTestCertificate(t: TestContext): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate])
  t.after(() => setDefaultCACertificates(before))
}

async function serveTls(t: TestContext, target: string): Promise<number> {
  const server = createTlsServer({ cert: certificate, key: certificateKey }, (request, response) => {
    if (request.url === '/ok') return response.end('secret')
    response.writeHead(302, { location: target }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}
