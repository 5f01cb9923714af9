import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Locator, Page as Tab } from 'playwright-core'
import {
  assertAccessible,
  assertFits,
  openTab,
  screens,
  showTheme,
  type TabOptions,
} from '../../../../test/support/browser.ts'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import type { CastName } from '../../../../test/support/people.ts'
import { startCollector } from '../collecting.ts'
import { addPapers, contact } from './support.ts'

/** Five minutes past the hour at the start, whenever the test runs: late in an hour nothing is planned for it any more. */
function clockEarlyInTheHour(): () => string {
  const hourMs = 3_600_000
  const behindMs = (Date.now() % hourMs) - 300_000
  return () => new Date(Date.now() - behindMs).toISOString()
}

type Visit = Awaited<ReturnType<typeof openTab>> & { house: TestHouse }

async function visit(t: TestContext, name: CastName, options: Partial<TabOptions> = {}): Promise<Visit> {
  const environment = { LYCEUM_CONTACT: contact, LYCEUM_LOG_LEVEL: 'silent' }
  const house = await openHouse(t, { environment, now: clockEarlyInTheHour() })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port: 0 })
  await addPapers(
    house.platform,
    Array.from({ length: 30 }, (_, n) => ({ doi: `10.1000/${n}`, title: `The ${n}th paper of a list` })),
  )
  const cookie = house.as(name).visitor?.cookie ?? ''
  return { ...(await openTab(t, { baseUrl, headers: { cookie }, ...options })), house }
}

for (const [screen, language] of [
  ['desk', 'en-GB'],
  ['phone', 'de-DE'],
] as const) {
  test(`dashboard, schedule, collector and statistics are accessible in both themes (${screen}, ${language})`, async (t) => {
    const { tab, house, complaints } = await visit(t, 'dora', { screen, language })
    await startCollector(house.platform, { by: 'system', reason: 'a test' })

    for (const address of ['/papers', '/papers/schedule', '/papers/collector', '/papers/stats']) {
      await tab.goto(address)
      await assertAccessible(tab, address)
      await showTheme(tab, 'dark')
      await assertAccessible(tab, `${address} (dark)`, 'colours')
      await assertFits(tab, address)
    }
    assert.deepEqual(complaints, [])
  })
}

const bar = (tab: Tab, hour: number): Locator => tab.locator(`[data-hour="${hour}"] [data-bar]`)
const weight = (tab: Tab, hour: number): Promise<string> => tab.locator(`[name="w${hour}"]`).inputValue()
const papers = async (tab: Tab): Promise<number[]> =>
  (await tab.locator('[data-papers]').allTextContents()).map((text) => Number(text.replaceAll(',', '')))
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** From the foot of a bar to a share of its height. */
async function dragTo(tab: Tab, hour: number, share: number): Promise<void> {
  await bar(tab, hour).scrollIntoViewIfNeeded()
  const box = await bar(tab, hour).boundingBox()
  assert.ok(box)
  const isLying = box.width > box.height
  const x = isLying ? box.x + box.width * share : box.x + box.width / 2
  const y = isLying ? box.y + box.height / 2 : box.y + box.height * (1 - share)
  await tab.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await tab.mouse.down()
  await tab.mouse.move(x, y, { steps: 4 })
  await tab.mouse.up()
}

for (const screen of Object.keys(screens) as (keyof typeof screens)[]) {
  test(`PAP-7.4 bars are dragged, and every hour shows at once what it will get (${screen})`, async (t) => {
    const { tab, complaints } = await visit(t, 'ada', { screen })
    await tab.goto('/papers/schedule')
    await bar(tab, 9).and(tab.locator('[role="slider"]')).waitFor()

    await dragTo(tab, 9, 0.8)

    assert.equal(await weight(tab, 9), '8')
    const shown = await papers(tab)
    assert.equal(sum(shown), 100, 'together they are the volume')
    assert.equal(shown[9], 26, '100 · 8 / 31, rounded by the rule of the server')
    assert.ok(await tab.getByText('Not in force yet.').isVisible())
    await tab.getByLabel('Papers a day').fill('31')
    assert.equal((await papers(tab))[9], 8)
    await tab.getByRole('button', { name: 'Apply now' }).click()
    await tab.getByText('The schedule holds from now on.').waitFor()
    assert.equal(await weight(tab, 9), '8')
    assert.equal((await papers(tab))[9], 8)
    assert.deepEqual(complaints, [])
  })
}

test('PAP-7.4 the whole curve is made by keys: one, ten, none, most, several together, copied, taken back', async (t) => {
  const { tab, context, complaints } = await visit(t, 'ada')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await tab.goto('/papers/schedule')
  await bar(tab, 3).and(tab.locator('[role="slider"]')).waitFor()
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await tab.keyboard.press(key)
  }

  await bar(tab, 3).focus()
  await press('ArrowUp', 'ArrowUp', 'ArrowDown')
  assert.equal(await weight(tab, 3), '2')
  await press('Shift+ArrowUp')
  assert.equal(await weight(tab, 3), '12')
  assert.equal(await bar(tab, 3).getAttribute('aria-valuenow'), '12')
  await press('Home')
  assert.equal(await weight(tab, 3), '0')
  await press('Control+z')
  assert.equal(await weight(tab, 3), '12')
  await press('Space')
  await bar(tab, 4).focus()
  await press('Space', 'ArrowUp')
  assert.deepEqual([await weight(tab, 3), await weight(tab, 4), await weight(tab, 5)], ['13', '2', '1'])
  assert.ok(await tab.getByText('2 hours are selected').isVisible())
  await press('Escape', 'Control+c')
  const curve = await tab.evaluate('navigator.clipboard.readText()')
  assert.match(String(curve), /^1, 1, 1, 13, 2, 1/)
  await tab.getByRole('link', { name: 'Nights' }).click()
  assert.equal(await weight(tab, 12), '0')
  await bar(tab, 0).focus()
  await press('Control+v')
  assert.equal(await weight(tab, 3), '13')
  await tab.getByRole('button', { name: 'Normalise' }).click()
  assert.equal(await weight(tab, 3), '100')
  await tab.getByRole('button', { name: 'Undo' }).click()
  assert.equal(await weight(tab, 3), '13')
  await tab.locator('[name="w7"]').fill('20')
  assert.equal(sum(await papers(tab)), 100)
  assert.deepEqual(complaints, [])
})

test('readers see the bars, and none of them moves', async (t) => {
  const { tab } = await visit(t, 'cleo')
  await tab.goto('/papers/schedule')

  assert.equal(await tab.locator('[role="slider"]').count(), 0)
  assert.equal(await tab.getByRole('button', { name: 'Apply now' }).count(), 0)
  assert.equal(sum(await papers(tab)), 100)
})

test('without scripts the schedule is typed, and shown before it is applied', async (t) => {
  const { tab } = await visit(t, 'ada', { withScripts: false })
  await tab.goto('/papers/schedule')

  await tab.locator('[name="w9"]').fill('8')
  await tab.getByRole('button', { name: 'Show what it would do' }).click()
  assert.equal((await papers(tab))[9], 26)
  await tab.getByRole('button', { name: 'Apply from the next hour' }).click()

  assert.ok(await tab.getByText('The schedule holds from the next hour on.').isVisible())
  assert.equal(await weight(tab, 9), '8')
})

test('the state on an open page follows what somebody else does, and an open table stays open', async (t) => {
  const { tab, house, complaints } = await visit(t, 'ada')
  await tab.goto('/papers')
  await tab.getByText('As a table').first().click()

  await startCollector(house.platform, { by: 'cli', reason: 'from elsewhere' })

  await tab.getByText('from elsewhere').waitFor()
  await tab.locator('#papers-now svg.timeline').waitFor()
  assert.ok(
    await tab.locator('.day-bars details').evaluate((details) => (details as unknown as { open: boolean }).open),
  )
  assert.deepEqual(complaints, [])
})
