import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import { findAxeViolations, openTab, takePicture } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { pressKey, typeInto } from '../../../../test/support/keyboard.ts'
import { linkIn, openLetterHouse } from '../../../platform/accounts/test/letters.ts'
import { sampleFiles } from '../sampling.ts'

const password = 'nine quiet rivers sleep'
const email = 'grace@plantbio.lu.se'

test('S-002 S-007 S-012 S-021 S-026 a person registers, uploads, is told of a mistake, runs BioCE, gets a letter, looks, downloads, shares and runs it again, from the first study on by the keyboard alone', async (t) => {
  const { tab, baseUrl, letterTo, complaints, open } = await openWorld(t)
  await tab.goto('/register')
  await tab.getByLabel('E-mail address').fill(email)
  await tab.getByLabel('Name', { exact: true }).fill('Grace Example')
  await tab.getByLabel('Password').fill(password)
  await tab.getByRole('button', { name: 'Register' }).click()
  await tab.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await tab.goto(baseUrl + linkIn(await letterTo(email, /confirm your address/), 'register/confirm'))
  await tab.getByLabel('The password that you chose').fill(password)
  await tab.getByRole('button', { name: 'Confirm and come in' }).click()
  await tab.getByText('Your address is confirmed').waitFor()

  await tab.goto('/studies')
  await look(tab, 'empty')
  await pressKey(tab, tab.getByRole('link', { name: 'New study' }))
  await typeInto(tab, tab.getByLabel('Name'), 'Two states')
  await look(tab, 'new')
  await pressKey(tab, tab.getByRole('button', { name: 'Begin' }))

  const files = Object.entries(sampleFiles()).map(([name, text]) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  }))
  const broken = {
    name: 'broken.dat',
    mimeType: 'text/plain',
    buffer: Buffer.from('0.1 5 1\n0.2 4 0\n0.3 3 1\n0.4 2 1\n0.5 1 1\n'),
  }
  await tab.getByLabel('Drop files here, or choose them').setInputFiles([broken])
  await pressKey(tab, tab.getByRole('button', { name: 'Upload' }))
  await tab.getByText('Line 2, column 3: The error is 0; errors are larger than 0.').waitFor()
  await tab.getByLabel('Drop files here, or choose them').setInputFiles(files)
  await tab.getByRole('button', { name: 'Upload' }).click()
  await tab.getByRole('link', { name: 'sample-models.sim', exact: true }).waitFor()
  assert.equal(await tab.getByRole('link', { name: 'broken.dat' }).count(), 0)
  await look(tab, 'study')

  await pressKey(tab, tab.getByRole('link', { name: 'Analyse', exact: true }))
  await tab.getByRole('link', { name: /BioCE/ }).waitFor()
  await look(tab, 'choose')
  await pressKey(tab, tab.getByRole('link', { name: /BioCE/ }))
  assert.equal(await tab.getByLabel('Experimental curve').locator('option:checked').textContent(), 'sample-curve.dat')
  await typeInto(tab, tab.getByLabel('Name', { exact: true }), 'First look')
  await typeInto(tab, tab.getByLabel('Iterations'), '100')
  await look(tab, 'form')
  await tab.evaluate("document.querySelector('#analysis-form').noValidate = true")
  await pressKey(tab, tab.getByRole('button', { name: 'Start' }))
  await tab.getByText('Must be ≥ 200').waitFor()
  await typeInto(tab, tab.getByLabel('Iterations'), '300')
  await typeInto(tab, tab.getByLabel('Random start value'), '7')
  await pressKey(tab, tab.getByRole('button', { name: 'Start' }))

  await tab.waitForURL('**/studies/analyses/*')
  await tab.locator('#verdict').waitFor()
  await tab.locator('.plot svg text').first().waitFor()
  await look(tab, 'results')
  const { source } = await letterTo(email, /First_look/)
  assert.match(source, /has finished after[\s\S]*\/studies\/analyses\//)
  const [download] = await Promise.all([tab.waitForEvent('download'), pressKey(tab, tab.locator('#download-results'))])
  assert.equal(download.suggestedFilename(), 'First look.zip')
  const [picture] = await Promise.all([
    tab.waitForEvent('download'),
    pressKey(tab, tab.getByRole('button', { name: 'SVG' })),
  ])
  assert.match(picture.suggestedFilename(), /^fit-to-the-experimental-curve-chi2-[\d-]+\d\.svg$/)
  const result = tab.url()

  await pressKey(tab, tab.getByRole('link', { name: 'Two states' }))
  await pressKey(tab, tab.getByRole('link', { name: 'Share' }))
  await pressKey(tab, tab.getByRole('button', { name: 'Make a link' }))
  const address = (await tab.locator('#fresh-link a').textContent()) ?? ''
  await look(tab, 'share')
  const stranger = await open({ screen: 'phone', theme: 'dark' })
  await stranger.goto(address)
  await look(stranger, 'shared-phone-dark')
  await stranger.getByRole('link', { name: 'First look' }).click()
  await stranger.locator('.plot svg text').first().waitFor()
  await look(stranger, 'shared-results-phone-dark')
  await stranger.emulateMedia({ media: 'print' })
  await stranger.locator('html[data-bs-theme=light]').waitFor({ state: 'attached' })
  assert.ok(await stranger.locator('.plot svg text').first().isVisible())
  assert.equal(await stranger.locator('.btn:visible').count(), 0, 'on paper nothing can be pressed')

  await tab.goto(result)
  await pressKey(tab, tab.getByRole('button', { name: 'Run again', exact: true }))
  await tab.waitForURL((url) => url.href !== result && url.pathname.startsWith('/studies/analyses/'))
  await tab.locator('#verdict').waitFor()
  assert.deepEqual(complaints, [])
})

async function openWorld(t: TestContext) {
  const port = await freePort()
  const house = await openLetterHouse(t, { environment: { LYCEUM_PORT: String(port) } })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port })
  const { tab, complaints } = await openTab(t, { baseUrl })
  const open = async (options: { screen: 'phone'; theme: 'dark' }) => (await openTab(t, { baseUrl, ...options })).tab
  return { ...house, baseUrl, tab, complaints, open }
}

/** A picture for people, and what axe finds. */
async function look(tab: Tab, name: string): Promise<void> {
  await takePicture(tab, `studies-${name}`)
  assert.deepEqual(await findAxeViolations(tab), [], name)
  const tooWide = await tab.evaluate(widerThanScreen)
  assert.deepEqual(tooWide, [], `${name} scrolls sideways`)
}

/** What makes the page scroll sideways. */
const widerThanScreen = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth <= clientWidth + 1) return []
  const isCut = (one) => one !== null && (getComputedStyle(one).overflowX !== 'visible' || isCut(one.parentElement?.closest('main *') ?? null))
  const isWide = (one) => one.getBoundingClientRect().right > clientWidth + 1 && !isCut(one.parentElement)
  return [...document.querySelectorAll('main *')].filter(isWide).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))
})()`
