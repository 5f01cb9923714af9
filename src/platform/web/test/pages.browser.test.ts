import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertAccessible, assertFits, openTab, takePicture } from '../../../../test/support/browser.ts'
import { openTestWeb } from './open-test-web.ts'
import { sampleApp } from './sample-pages.ts'

async function openSamples(t: TestContext): Promise<string> {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  return web.listen({ host: '127.0.0.1', port: 0 })
}

const headers = { 'x-test-role': 'admin' }
const addresses = ['/', '/samples', '/samples/new', '/samples/job', '/nowhere']

for (const theme of ['light', 'dark'] as const) {
  for (const screen of ['desk', 'phone'] as const) {
    test(`every kind of page is accessible and breaks no policy (${theme}, ${screen})`, async (t) => {
      const { tab, complaints } = await openTab(t, { baseUrl: await openSamples(t), headers, theme, screen })
      for (const address of addresses) {
        await tab.goto(address)
        await takePicture(tab, `${address.replaceAll('/', '_')}-${theme}-${screen}`)
        await assertAccessible(tab, address)
        await assertFits(tab, address)
      }
      assert.deepEqual(complaints, [])
    })
  }
}
