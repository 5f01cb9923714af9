import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf, openTestHttp, quick, serve } from './support.ts'

const canaryHost = '127.0.0.2' // Ours, listening, and not among the allowed addresses.

test('R-SSRF PAP-M5 a name whose answers are not all allowed is not connected to', async (t) => {
  const canary = await serve(t, (_, response) => response.end('hit'), canaryHost)
  const address = `http://example.org:${canary.port}/`
  const ask = async (allow: string, answers: string[]) => {
    const http = await openTestHttp(t, { allow, resolve: async () => answers })
    return http.request('test', quick(address))
  }
  assert.equal((await ask('127.0.0.0/8', [canaryHost])).text(), 'hit', 'it can be hit, or the rest means nothing')

  for (const answers of [
    [canaryHost],
    ['127.0.0.1', canaryHost],
    [`::ffff:${canaryHost}`],
    [canaryHost, '93.184.215.14'],
    [],
  ]) {
    assert.equal((await failureOf(ask('127.0.0.1/32', answers))).code, 'blocked_address', answers.join())
  }

  assert.equal(canary.asked.length, 1)
})

test('R-SSRF PAP-M5 a name that changes its answer gains nothing', async (t) => {
  const canary = await serve(t, (_, response) => response.end('hit'), canaryHost)
  const honest = await serve(t, (_, response) => response.writeHead(200, { connection: 'close' }).end('honest'))
  let lookups = 0
  const resolve = async () => [lookups++ % 2 === 0 ? '127.0.0.1' : canaryHost]
  const http = await openTestHttp(t, { resolve })

  const first = await http.request('test', quick(`http://example.org:${honest.port}/`))
  const second = await failureOf(http.request('test', quick(`http://example.org:${canary.port}/`)))

  assert.equal(first.text(), 'honest')
  assert.equal(second.code, 'blocked_address')
  assert.equal(lookups, 2, 'one look-up for each connection: what is checked is what is used')
  assert.deepEqual(canary.asked, [])
})

test('R-SSRF PAP-M5 no redirect leads to a refused address', async (t) => {
  const canary = await serve(t, (_, response) => response.end('hit'), canaryHost)
  const targets = [
    `http://${canaryHost}:${canary.port}/`,
    `//${canaryHost}:${canary.port}/`,
    `http://[::ffff:7f00:2]:${canary.port}/`,
    `http://2130706434:${canary.port}/`,
    'http://169.254.169.254/latest/meta-data/',
    `http://user:pass@127.0.0.1:${canary.port}/`,
    'file:///etc/passwd',
    'http://[::1]:1/',
    'http://[::',
  ]
  const server = await serve(t, (request, response) => {
    const [, code, target] = (request.url ?? '').split('/')
    response.writeHead(Number(code), { location: targets[Number(target)] ?? '/' }).end()
  })
  const http = await openTestHttp(t)

  for (const code of [301, 302, 303, 307, 308]) {
    for (const target of targets.keys()) {
      const failure = await failureOf(http.request('test', quick(`${server.url}/${code}/${target}`)))
      assert.match(failure.code, /^(blocked|bad)_address$/, `${code} ${targets[target]}`)
    }
  }

  assert.deepEqual(canary.asked, [])
})

test('R-SSRF a refused address gives the same failure whether its port is open or closed', async (t) => {
  const canary = await serve(t, (_, response) => response.end('hit'), canaryHost)
  const http = await openTestHttp(t, { resolve: async () => [canaryHost] })

  const open = await failureOf(http.request('test', quick(`http://example.org:${canary.port}/`)))
  const closed = await failureOf(http.request('test', quick('http://example.org:9/')))

  assert.equal(open.message.replace(String(canary.port), '9'), closed.message)
  assert.doesNotMatch(`${open.message}${open.host}`, /127\.0\.0/)
  assert.equal(open.cause, undefined)
})

test('R-SSRF without an allow-list nothing of this machine can be reached', async (t) => {
  const canary = await serve(t, (_, response) => response.end('hit'))
  const http = await openTestHttp(t, { allow: '', isDevelopment: false })

  for (const host of ['127.0.0.1', 'localhost', '[::1]', 'a.example.org']) {
    assert.equal(
      (await failureOf(http.request('test', quick(`http://${host}:${canary.port}/`)))).code,
      'blocked_address',
    )
  }
  assert.equal((await failureOf(http.request('test', quick('http://a.example.org/')))).code, 'blocked_address')
  assert.deepEqual(canary.asked, [])
})

test('R-SSRF proxies named in the environment are not used', async (t) => {
  const proxy = await serve(t, (_, response) => response.end('proxied'))
  const server = await serve(t, (_, response) => response.end('direct'))
  const before = process.env.http_proxy
  process.env.http_proxy = proxy.url
  t.after(() => {
    if (before === undefined) delete process.env.http_proxy
    else process.env.http_proxy = before
  })
  const http = await openTestHttp(t)

  assert.equal((await http.request('test', quick(server.url))).text(), 'direct')
  assert.deepEqual(proxy.asked, [])
})
