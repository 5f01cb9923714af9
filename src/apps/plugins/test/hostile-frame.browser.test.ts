import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTab } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { openHouse } from '../../../../test/support/house.ts'

test('R-6 a hostile page in a frame reaches nothing of the house, and the page around it stays usable', async (t) => {
  const port = await freePort()
  const LYCEUM_PLUGIN_FOLDERS = join(import.meta.dirname, 'plugins/hostile')
  const house = await openHouse(t, { environment: { LYCEUM_PORT: String(port), LYCEUM_PLUGIN_FOLDERS } })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port })
  const cookie = house.as('dora').visitor?.cookie ?? ''
  const { tab, context } = await openTab(t, { baseUrl, headers: { cookie } })
  await tab.goto('/plugins/hostile@v1-0-0')

  const written = tab.frameLocator('iframe').locator('#said')
  await written.filter({ hasText: 'elsewhere' }).waitFor()
  const said: Record<string, string> = JSON.parse(await written.innerText())

  for (const [what, became] of Object.entries(said)) {
    if (what !== 'top') assert.match(became, /^refused: /, what)
  }
  assert.equal(context.pages().length, 1, 'no window was opened')
  assert.equal(new URL(tab.url()).pathname, '/plugins/hostile@v1-0-0', 'the house stays where it is')
  const height = Number(await tab.evaluate('document.querySelector("iframe").clientHeight'))
  assert.ok(height <= 20_000, `${height}`)
  await tab.getByRole('link', { name: 'My runs' }).first().click()
  await tab.getByRole('heading', { name: 'My runs' }).waitFor()
})
