import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import { openTab } from '../../../../test/support/browser.ts'
import { openTestWeb } from './open-test-web.ts'
import { sampleApp, sampleJob } from './sample-pages.ts'

async function openSamples(t: TestContext, options: { withScripts?: boolean; screen?: 'desk' | 'phone' } = {}) {
  const web = await openTestWeb(t, { apps: [sampleApp] })
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  return { web, ...(await openTab(t, { baseUrl, headers: { 'x-test-role': 'admin' }, ...options })) }
}

const rows = (tab: Tab): Promise<number> => tab.locator('tbody tr').count()

test('typing into the search narrows the list, and the address and the back button keep up', async (t) => {
  const { tab, complaints } = await openSamples(t)
  await tab.goto('/samples')
  assert.equal(await rows(tab), 25)

  await tab.getByRole('searchbox').pressSequentially('the 12th', { delay: 20 })
  await tab.waitForURL(/q=the\+12th|q=the%2012th/)

  assert.equal(await rows(tab), 1)
  await tab.getByRole('link', { name: 'Show everything' }).click()
  await tab.waitForURL(/\/samples$/)
  assert.equal(await rows(tab), 25)
  await tab.goBack()
  await tab.locator('tbody tr').nth(1).waitFor({ state: 'detached' })
  assert.equal(await rows(tab), 1)
  assert.deepEqual(complaints, [])
})

test('sorting, paging and filtering work without scripts', async (t) => {
  const { tab } = await openSamples(t, { withScripts: false })
  await tab.goto('/samples')

  await tab.getByRole('link', { name: 'Year' }).click()
  assert.match(tab.url(), /sort=year/)
  await tab.getByRole('link', { name: 'Next' }).click()
  assert.match(tab.url(), /page=2/)
  assert.equal(await rows(tab), 25)
})

test('R-P1 a refused form shows what was typed, with the cursor in the first wrong field', async (t) => {
  const { tab } = await openSamples(t)
  await tab.goto('/samples/new')
  await tab.getByLabel('Title').fill('A fine title')
  await tab.getByLabel('Year').fill('99999')

  await tab.getByRole('button', { name: 'Add it' }).click()
  await tab.getByText('This must be at most 2030.').waitFor()

  assert.equal(await tab.getByLabel('Title').inputValue(), 'A fine title')
  assert.equal(await tab.evaluate('document.activeElement.name'), 'year')
})

test('R-P1 what was typed outlives an expired session', async (t) => {
  const { tab } = await openSamples(t)
  await tab.goto('/samples/new')
  await tab.getByLabel('Title').fill('Typed for an hour')
  // The session ends: the form is sent in vain, and the visitor passes the sign-in page.
  await tab.route('**/samples', (route) => route.fulfill({ status: 303, headers: { location: '/sign-in' } }))
  await tab.route('**/sign-in', async (route) =>
    route.fulfill({ response: await route.fetch({ url: new URL('/samples/job', tab.url()).href }) }),
  )
  await tab.getByRole('button', { name: 'Add it' }).click()
  await tab.waitForURL(/sign-in/)

  await tab.goto('/samples/new')

  assert.equal(await tab.getByLabel('Title').inputValue(), 'Typed for an hour')
  await tab.goto('/samples')
  await tab.goto('/samples/new')
  assert.equal(await tab.getByLabel('Title').inputValue(), '', 'it is filled in once, and not for ever')
})

test('a live card changes when its topic is heard, and an unchanged one is not sent again', async (t) => {
  const { tab, web, complaints } = await openSamples(t)
  const statuses: number[] = []
  tab.on('response', (response) => {
    if (response.url().includes('/card')) statuses.push(response.status())
  })
  await tab.goto('/samples/job')
  const card = tab.locator(`#job-${sampleJob.id}`)

  // Nobody knows when the stream is open, so the topic is said again until the last answer was an empty one.
  for (let n = 0; n < 100 && statuses.at(-1) !== 204; n++) {
    web.house.platform.live.publish(`job/${sampleJob.id}`)
    await tab.waitForTimeout(150)
  }

  assert.match(String(await card.textContent()), /42,200 of 100,000/)
  assert.equal(statuses.at(-1), 204)
  assert.deepEqual(complaints, [])
})

test('R-V3 what is put into a page from outside does nothing', async (t) => {
  const { tab } = await openSamples(t)
  await tab.goto('/samples')

  await tab.evaluate(`{
    window.harm = 0
    const place = document.createElement('div')
    place.innerHTML = '<img src=x onerror="window.harm++"><button id="bad" hx-get="/samples/job" hx-target="body" hx-trigger="load">x</button>'
    document.body.append(place)
    const script = document.createElement('script')
    script.textContent = 'window.harm++'
    document.body.append(script)
    window.htmx.process(place)
  }`)
  await tab.waitForTimeout(300)

  assert.equal(await tab.evaluate('window.harm'), 0)
  assert.equal(await tab.locator('h1').textContent(), 'Samples')
})

test('on a phone the side bar opens, closes with Escape, and is out of the way of the keyboard meanwhile', async (t) => {
  const { tab } = await openSamples(t, { screen: 'phone' })
  await tab.goto('/samples')
  const link = tab.locator('#side-bar').getByRole('link', { name: 'New sample' })
  assert.equal(await link.isVisible(), false)

  await tab.getByRole('button', { name: 'Menu' }).click()
  await link.waitFor({ state: 'visible' })
  await tab.keyboard.press('Escape')
  await link.waitFor({ state: 'hidden' })
})

test('a chosen theme stays, with scripts and without', async (t) => {
  for (const withScripts of [true, false]) {
    const { tab } = await openSamples(t, { withScripts })
    await tab.goto('/samples')
    assert.equal(await tab.locator('html').getAttribute('data-bs-theme'), 'light')

    await tab.getByRole('button', { name: 'Dark' }).click()
    await tab.waitForURL(/samples/)

    assert.equal(await tab.locator('html').getAttribute('data-bs-theme'), 'dark')
  }
})
