import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse } from './support/house.ts'

test('every document is a page of the help, and its links and pictures are there', async (t) => {
  const { as } = await openHouse(t)
  const overview = (await as('anon').get('/docs')).body
  const pages = addressesIn(overview).filter((address) => address.startsWith('/docs/'))
  assert.ok(pages.includes('/docs/papers') && pages.includes('/docs/decisions/0001-one-process-two-threads'))

  const faults: string[] = []
  for (const page of pages) {
    const { statusCode, body } = await as('anon').get(page)
    const article = /<article.*<\/article>/s.exec(body)?.[0] ?? ''
    const words = article.replace(/<code>.*?<\/code>/gs, '').replace(/<[^>]+>/g, '')
    if (statusCode !== 200 || article.match(/<h1/g)?.length !== 1) faults.push(`${page} is no page with one heading`)
    if (/\]\(|\*\*|`|^\|/m.test(words))
      faults.push(`${page} shows marks: ${/.{0,40}(?:\]\(|\*\*|`).{0,40}/.exec(words)}`)
    for (const address of addressesIn(article)) {
      if (/^https:/.test(address)) continue
      const answer = address.startsWith('/') ? await as('dora').get(address) : undefined
      if (answer?.statusCode !== 200) faults.push(`${page} leads to ${address}`)
    }
  }
  assert.deepEqual(faults, [])
})

const addressesIn = (page: string): string[] =>
  [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'))
