import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openHouse } from '../../../../test/support/house.ts'

/** Scripts and styles of a page, as they travel. */
const mostBytes = 150_000

test('PAP-A8 scripts and styles of a page weigh at most 150 kB packed, and none comes from another host', async (t) => {
  const { web, as } = await openHouse(t)
  const ada = as('ada')
  const weights = new Map<string, number>()
  const weigh = async (url: string): Promise<number> => {
    const { rawPayload, statusCode } = await web.inject({ url, headers: { cookie: ada.visitor?.cookie ?? '' } })
    assert.equal(statusCode, 200, url)
    return gzipSync(rawPayload).length
  }

  for (const page of ['/papers/list', '/papers/schedule', '/papers/collector', '/papers/log']) {
    const { body } = await ada.get(page)
    const addresses = [...body.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url)
    const loaded = addresses.filter((url) => /\.(js|css)(\?|$)/.test(url))
    assert.ok(loaded.length >= 4, `${page}: ${loaded.join(', ')}`)
    assert.deepEqual(
      addresses.filter((url) => !url.startsWith('/') || url.startsWith('//')),
      [],
      `${page} asks another host`,
    )

    let bytes = 0
    for (const url of loaded) {
      const packed = weights.get(url) ?? (await weigh(url))
      weights.set(url, packed)
      bytes += packed
    }
    t.diagnostic(`${page}: ${Math.round(bytes / 1_000)} kB in ${loaded.length} files`)
    assert.ok(bytes <= mostBytes, `${page}: ${bytes} bytes`)
  }
})
