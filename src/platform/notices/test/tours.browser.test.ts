import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertAccessible, openTab, screens, takePicture } from '../../../../test/support/browser.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { apps } from '../../../apps.ts'
import { parts } from '../../../parts.ts'
import { jobEnded } from '../../tasks/kinds.ts'

const tours = [...new Set([...parts, ...apps])].flatMap((part) => part.tours ?? [])

async function openAsDora(t: TestContext) {
  const house = await openHouse(t)
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port: 0 })
  const visit = await openTab(t, { baseUrl, headers: { cookie: house.as('dora').visitor?.cookie ?? '' } })
  return { ...house, ...visit }
}

test('every tour starts on its page, has at most five steps about what stands there, and loses no key while it moves', async (t) => {
  const { tab, complaints } = await openAsDora(t)
  await tab.emulateMedia({ reducedMotion: 'no-preference' })
  assert.ok(tours.length > 8)

  for (const { name, steps } of tours) assert.ok(steps.length <= 5, name)
  // Those of one thing each are looked at beside the thing, by the app that has it.
  const started = new Set<string>()
  for (const { name, path, steps } of tours.filter((tour) => !tour.path.includes(':'))) {
    await tab.goto(path, { waitUntil: 'domcontentloaded' })
    const shown = await tab.evaluate(
      `${JSON.stringify(steps)}.filter(({ element }) => document.querySelector(element)?.getClientRects().length > 0).length`,
    )
    assert.ok(Number(shown) >= Math.min(steps.length, 1), `${name}: none of its steps can be seen on an empty house`)
    // One of each part is started: the library is the same for all.
    const [part = ''] = name.split('.')
    if (started.has(part)) continue
    started.add(part)
    await tab.locator('.nav-item-link[data-start-tour]').click()
    await tab.locator('.driver-popover').waitFor()
    assert.match(
      String(await tab.locator('.driver-popover-progress-text').textContent()),
      new RegExp(`^1 .* ${shown}$`),
    )
    for (let step = 0; step < Number(shown); step++) await tab.keyboard.press('ArrowRight')
    await tab.locator('.driver-popover').waitFor({ state: 'detached' })
  }

  assert.deepEqual(complaints, [])
})

test('a tour is walked by keyboard, is accessible, is offered once, and its library is fetched by those alone who start it', async (t) => {
  const { tab, complaints, platform } = await openAsDora(t)
  const fetched: string[] = []
  tab.on('request', (request) => fetched.push(request.url()))
  await tab.goto('/papers/list')
  assert.ok(!fetched.some((url) => url.includes('driver')), 'nobody pays for a tour who takes none')
  const offer = tab.locator('.tour-offer')
  await offer.waitFor()

  await offer.getByRole('button', { name: 'Show me around' }).click()
  const words = tab.locator('.driver-popover-title')
  await words.waitFor()
  const first = await words.textContent()
  await assertAccessible(tab, 'a step of the tour')
  await takePicture(tab, 'tour-desk')
  const title = (text: string) => tab.locator('.driver-popover-title', { hasText: text })
  assert.equal(first, 'Search')
  await tab.keyboard.press('ArrowRight')
  await title('Filters').waitFor()
  await tab.keyboard.press('ArrowLeft')
  await title('Search').waitFor()
  const remembered = tab.waitForResponse((response) => response.url().includes('/tours/'))
  await tab.keyboard.press('Escape')
  await remembered

  await tab.reload()
  assert.equal(await tab.locator('.tour-offer').count(), 0)
  assert.equal((await platform.db.selectFrom('notices_tours').selectAll().execute()).length, 1)
  await tab.setViewportSize(screens.phone)
  await tab.goto('/papers/list#side-bar')
  await tab.locator('.nav-item-link[data-start-tour]').click()
  await words.waitFor()
  await takePicture(tab, 'tour-phone')
  assert.deepEqual(complaints, [])
})

test('the bell counts on while the page stands there', async (t) => {
  const { tab, complaints, platform } = await openAsDora(t)
  await tab.goto('/papers/list')
  const bell = tab.locator('.bell-link')
  assert.equal(await bell.locator('.bell-count').count(), 0)
  const { id } = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('role', '=', 'admin')
    .executeTakeFirstOrThrow()

  await platform.db
    .transaction()
    .execute((tx) =>
      platform.notify(tx, { person: id, kind: jobEnded, text: 'failed', values: { job: 'Import a list' } }),
    )

  await bell.locator('.bell-count').waitFor()
  assert.equal(await bell.locator('.bell-count').textContent(), '1')
  await bell.click()
  await tab.getByText('“Import a list” has failed.').waitFor()
  await takePicture(tab, 'notices-desk')
  assert.deepEqual(complaints, [])
})
