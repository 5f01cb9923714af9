import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { findAxeViolations, openTab, type TabOptions } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { pressKey, tabTo, typeInto } from '../../../../test/support/keyboard.ts'

const hello = '/plugins/hello-world@v0-2-1'
const folders = ['fields', 'naughty', 'broken'].map((name) => join(import.meta.dirname, 'plugins', name)).join(':')

async function open(
  t: TestContext,
  who: 'ada' | 'dora',
  options: Partial<TabOptions> = {},
  more: Readonly<Record<string, string>> = {},
  given?: number,
) {
  const port = given ?? (await freePort())
  const environment = { LYCEUM_PORT: String(port), LYCEUM_PLUGIN_FOLDERS: folders, ...more }
  const house = await openHouse(t, { worker: true, environment })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port })
  const cookie = house.as(who).visitor?.cookie ?? ''
  const visit = await openTab(t, { baseUrl, headers: { cookie }, ...options })
  return { ...house, ...visit, baseUrl, cookie }
}

test('RUN-4 RUN-B3 by the keyboard alone a person finds a plugin, fills in its form in the frame, and reads what came of it; without scripts it runs too', async (t) => {
  const { tab, complaints, baseUrl, cookie } = await open(t, 'ada')
  await tab.goto('/plugins')
  assert.deepEqual(await findAxeViolations(tab), [])
  await tab.screenshot({ path: join(tmpdir(), 'plugins-desk.png'), fullPage: true })
  await pressKey(tab, tab.getByRole('link', { name: 'Hello world', exact: true }))
  const frame = tab.frameLocator('iframe')
  await typeInto(tab, frame.getByLabel('Input string'), 'an input')
  await tab.screenshot({ path: join(tmpdir(), 'plugin-desk.png'), fullPage: true })
  assert.deepEqual(await findAxeViolations(tab), [])

  await pressKey(tab, frame.getByRole('button', { name: 'Validate' }))
  await frame.getByText('All of this can be taken.').waitFor()
  await pressKey(tab, frame.getByRole('button', { name: 'Submit' }))

  await tab.waitForURL('**/plugins/tasks/1')
  await tab.getByText("result: 'an output'").waitFor()
  await tabTo(tab, tab.getByRole('link', { name: 'out.txt', exact: true }))
  await tab.screenshot({ path: join(tmpdir(), 'plugin-task-desk.png'), fullPage: true })
  assert.deepEqual(await findAxeViolations(tab), [])
  await tab.goto('/plugins/tasks')
  assert.deepEqual(await findAxeViolations(tab), [])
  assert.deepEqual(complaints, [])

  const plain = await openTab(t, { baseUrl, headers: { cookie }, withScripts: false })
  await plain.tab.goto(hello)
  await plain.tab.frameLocator('iframe').getByLabel('Input string').fill('once more')
  await plain.tab.frameLocator('iframe').getByRole('button', { name: 'Submit' }).click()
  await plain.tab.frameLocator('iframe').getByText('"status"').waitFor()
  await plain.tab.goto('/plugins/tasks')
  await plain.tab.getByRole('link', { name: '2', exact: true }).waitFor()
})

test('RUN-4 on a phone in the dark, a result is chosen as a file, and mistakes stand beside their fields', async (t) => {
  const { tab, complaints } = await open(t, 'ada', { screen: 'phone', theme: 'dark' })
  await tab.goto(hello)
  const first = tab.frameLocator('iframe')
  await first.getByLabel('Input string').fill('x')
  await first.getByRole('button', { name: 'Submit' }).click()
  await tab.waitForURL('**/plugins/tasks/1')
  await tab.getByRole('link', { name: 'out.txt', exact: true }).waitFor()

  await tab.goto('/plugins/Every%20Field@v2-0-1rc1')
  const frame = tab.frameLocator('iframe')
  await frame.getByLabel('Sizes').fill('1, two')
  await frame.getByRole('button', { name: 'Submit' }).click()
  await frame.getByText('Not a valid integer.').waitFor()
  await tab.getByText('see beside each field').waitFor()
  await frame.locator('button[data-input-id=zip1_url]').first().click()
  await tab.getByText('None of your results fits here').waitFor()
  await tab.screenshot({ path: join(tmpdir(), 'plugin-phone-dark.png'), fullPage: true })
  await tab.getByRole('button', { name: 'Close' }).click()
  const height = Number(await tab.evaluate('document.querySelector("iframe").clientHeight'))
  assert.ok(height > 900, `the frame is as high as its page: ${height}`)
  assert.deepEqual(complaints, [])
})

test('RUN-A2 a plugin of another runner is run in its frame, asks again, and its run is followed', async (t) => {
  const [here, there] = [await freePort(), await freePort()]
  const runner = `http://localhost:${there}/runner`
  const elsewhere = await openHouse(t, {
    worker: true,
    environment: {
      LYCEUM_RUNNER_ACCESS: 'open',
      LYCEUM_RUNNER_BASE_URL: runner,
      LYCEUM_RUNNER_FRAME_ANCESTORS: `http://127.0.0.1:${here}`,
    },
  })
  await elsewhere.web.listen({ host: '127.0.0.1', port: there })
  const { tab, complaints, platform } = await open(t, 'ada', {}, { LYCEUM_HTTP_ALLOW: `localhost:${there}` }, here)
  const now = platform.now()
  const row = { url: runner, added_by: 'test', added_at: now, crawled_at: now, answered_at: now, failure: null }
  await platform.db.insertInto('plugins_runners').values(row).execute()
  const entryPoint = { href: 'process/', uiHref: 'ui/', dataInput: [], dataOutput: [], pluginDependencies: [] }
  const metadata = { name: 'far', version: 'v1', title: 'From afar', description: '', type: 'processing', tags: [] }
  const { tags: _tags, ...words } = metadata
  const remote = { runner_seq: 1, url: `${runner}/plugins/hello-world-multi-step@v0-2-1/`, ...words, tags_json: '[]' }
  const metadata_json = JSON.stringify({ ...metadata, entryPoint, links: [] })
  await platform.db
    .insertInto('plugins_remote')
    .values({ ...remote, metadata_json, seen_at: now, is_available: 1 })
    .execute()

  await tab.goto('/plugins/remote/1')
  const frame = tab.frameLocator('[data-plugin-host] > iframe')
  await frame.getByLabel('Input string').fill('one')
  await frame.getByRole('button', { name: 'Submit' }).click()
  await tab.waitForURL('**/plugins/remote-runs/1')
  await tab.getByRole('link', { name: 'Go on with its form' }).click()
  await frame.locator('[name=inputStr]').fill('two')
  assert.deepEqual(await findAxeViolations(tab), [])
  await frame.getByRole('button', { name: 'Submit' }).click()
  await tab.getByRole('status').filter({ hasText: 'Done' }).waitFor()
  assert.equal(await tab.getByRole('link', { name: /^\S+\.txt$/ }).count(), 2)
  assert.deepEqual(complaints, [])
})

test('RUN-5.2 an administrator reads which plugins were not loaded, and why', async (t) => {
  const { tab } = await open(t, 'dora')
  await tab.goto('/plugins')
  await tab.getByText('This plugin cannot even be loaded.').waitFor()
  assert.deepEqual(await findAxeViolations(tab), [])
})
