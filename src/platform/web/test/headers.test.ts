import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../errors.ts'
import { openTestWeb } from './open-test-web.ts'
import { sampleApp } from './sample-pages.ts'

const asAdmin = { 'x-test-role': 'admin' }

test('R-V3 every kind of answer carries the security headers', async (t) => {
  const web = await openTestWeb(t, {
    apps: [sampleApp],
    routes: (web) => {
      web.get('/moved', { config: { rule: 'open' } }, (_request, reply) => reply.redirect('/samples', 303))
      web.get('/bug', { config: { rule: 'open' } }, () => {
        throw new Error('a secret of the house: /etc/passwd')
      })
      web.get('/api/v1/things', { config: { rule: 'open' } }, async () => ({ items: [], next: null }))
    },
  })
  const css = web.house.assets.href('web/house.css')

  for (const url of [
    '/',
    '/samples',
    '/moved',
    '/bug',
    '/api/v1/things',
    '/api/v1/none',
    '/nowhere',
    '/%zz',
    '/a%2fb',
    css,
    '/healthz',
  ]) {
    const { headers } = await web.inject({ url, headers: asAdmin })
    assert.match(String(headers['content-security-policy']), /default-src 'none'/, url)
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/, url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['referrer-policy'], 'same-origin', url)
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', url)
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', url)
    assert.match(String(headers['permissions-policy']), /camera=\(\)/, url)
    assert.equal(headers['cache-control'], url === css ? 'public, max-age=31536000, immutable' : 'no-store', url)
    assert.equal(headers['x-powered-by'], undefined, url)
    assert.equal(headers.server, undefined, url)
  }
})

test('R-V3 every page has a nonce of its own, and every script and htmx element bears it', async (t) => {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  const seen = new Set<string>()

  for (let n = 0; n < 20; n++) {
    const { headers, body } = await web.inject({ url: '/samples', headers: asAdmin })
    const nonce = /'nonce-([\w-]{22,})'/.exec(String(headers['content-security-policy']))?.[1] ?? ''
    assert.ok(nonce, 'a nonce of 128 bit')
    seen.add(nonce)
    for (const [tag] of body.matchAll(/<[a-z]+ [^>]*hx-(?:get|post)=[^>]*>/g))
      assert.match(tag, new RegExp(`hx-nonce="${nonce}"`))
    for (const [tag] of body.matchAll(/<script[^>]*>/g)) assert.match(tag, new RegExp(`nonce="${nonce}"`))
    assert.doesNotMatch(body, /<[^>]+\s(?:style|on[a-z]+)=/)
  }

  assert.equal(seen.size, 20)
})

test('R-V16 a bug is answered with the request id and nothing about the bug', async (t) => {
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.get('/bug', { config: { rule: 'open' } }, () => {
        throw new Error('SELECT secret FROM /srv/house/src')
      }),
  })

  const page = await web.inject('/bug')
  const problem = await web.inject({ url: '/bug', headers: { accept: 'application/json' } })
  const fragment = await web.inject({ url: '/bug', headers: { 'hx-request': 'true' } })

  for (const answer of [page, problem, fragment]) {
    assert.equal(answer.statusCode, 500)
    assert.doesNotMatch(answer.body, /SELECT|secret|work/)
    assert.match(answer.body, new RegExp(String(answer.headers['x-request-id'])))
  }
  assert.match(String(problem.headers['content-type']), /^application\/problem\+json/)
  assert.equal(fragment.headers['hx-retarget'], '#notices')
  assert.doesNotMatch(fragment.body, /<html/)
})

test('R-V16 where even the form of a refused request cannot be drawn, nothing of the bug is shown', async (t) => {
  const draw = () => {
    throw new Error('a secret of the page')
  }
  const web = await openTestWeb(t, {
    routes: (web) =>
      web.post('/broken', { config: { rule: 'open', form: draw } }, () => {
        throw new UserError('invalid', 'test.invalid', 'Not so.')
      }),
  })

  const answer = await web.inject({ method: 'POST', url: '/broken', headers: { 'x-csrf-token': 'test-token' } })

  assert.equal(answer.statusCode, 500)
  assert.doesNotMatch(answer.body, /secret/)
  assert.match(answer.body, new RegExp(String(answer.headers['x-request-id'])))
})

test('assets are exactly those on the list, for ever, in a small coding', async (t) => {
  const web = await openTestWeb(t)
  const css = web.house.assets.href('bootstrap/bootstrap.css')
  assert.match(css, /bootstrap-5\.3\.8/)

  const plain = await web.inject(css)
  const small = await web.inject({ url: css, headers: { 'accept-encoding': 'gzip, br' } })

  assert.equal(small.headers['content-encoding'], 'br')
  assert.ok(small.rawPayload.length < plain.rawPayload.length / 5)
  assert.equal(plain.headers['set-cookie'], undefined)
  for (const url of [
    '/assets/',
    '/assets/x',
    '/assets/../package.json',
    `${css}x`,
    css.replace('bootstrap.css', 'bootstrap.js.map'),
    '/assets/%2e%2e/x',
  ]) {
    assert.equal((await web.inject(url)).statusCode, 404, url)
  }
})
