import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from '../../../../test/support/house.ts'

test('S-017 crawlers are told what is for everybody, under the address of this house; a tab finds its picture at the root', async (t) => {
  const { web } = await openHouse(t, { environment: { LYCEUM_BASE_URL: 'https://lyceum.example.org' } })
  const get = (url: string) => web.inject({ method: 'GET', url, headers: { host: 'lyceum.example.org' } })

  const robots = await get('/robots.txt')
  assert.match(String(robots.headers['content-type']), /^text\/plain/)
  assert.match(robots.body, /^User-agent: \*\nDisallow: \/studies\/shared\//)
  assert.match(robots.body, /^Sitemap: https:\/\/lyceum\.example\.org\/sitemap\.xml$/m)

  const sitemap = await get('/sitemap.xml')
  assert.match(String(sitemap.headers['content-type']), /^application\/xml/)
  const addresses = [...sitemap.body.matchAll(/<loc>(.*?)<\/loc>/g)].map(([, address = '']) => new URL(address))
  assert.ok(addresses.some(({ pathname }) => pathname === '/docs/ensembles'))
  assert.equal(new Set(addresses.map(({ host }) => host)).size, 1)
  for (const { host, pathname } of addresses) {
    assert.equal(host, 'lyceum.example.org')
    if (!pathname.startsWith('/docs/decisions')) assert.equal((await get(pathname)).statusCode, 200, pathname)
  }

  const icon = await get('/favicon.ico')
  assert.equal(icon.statusCode, 302)
  assert.match(String((await get(String(icon.headers.location))).headers['content-type']), /^image\/svg/)
})
