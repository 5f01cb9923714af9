import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { findAxeViolations, openTab, type screens, takePicture, type Visit } from '../../../../test/support/browser.ts'
import { pressKey, typeInto } from '../../../../test/support/keyboard.ts'
import type { CastName } from '../../../../test/support/people.ts'
import { links } from '../links.ts'
import { fillRoster } from '../roster/keeping.ts'
import { rosterLinks } from '../roster/links.ts'
import { type Desk, openDesk, submit } from './desk.ts'

// A working day of the desk: a wish becomes a request, teams sign, somebody verifies and approves, and a wrong click is undone.

const obsid = 90_001
type Tab = Visit['tab']

function visit(
  t: TestContext,
  desk: Desk,
  who: CastName,
  baseUrl: string,
  screen: keyof typeof screens,
  { withScripts = true } = {},
): Promise<Visit> {
  const cookie = desk.as(who).visitor?.cookie ?? ''
  return openTab(t, { baseUrl, screen, withScripts, headers: { cookie } })
}

/** What keeps somebody out of the page, or does not fit the screen. */
async function lookAround(tab: Tab, name: string): Promise<string[]> {
  const violations = await findAxeViolations(tab)
  const isTooWide = await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  if (violations.length > 0 || isTooWide) await takePicture(tab, `desk-${name}`)
  const found = violations.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)
  return isTooWide ? [...found, `${name} is wider than the screen`] : found
}

const paintOf = (tab: Tab, selector: string): Promise<unknown> =>
  tab.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`)

for (const screen of ['desk', 'phone'] as const)
  test(`1.5 a working day at the width of a ${screen}`, async (t) => {
    const desk = await openDesk(t)
    const baseUrl = await desk.web.listen({ host: '127.0.0.1', port: 0 })
    const ada = await visit(t, desk, 'ada', baseUrl, screen)
    const ben = await visit(t, desk, 'ben', baseUrl, screen, { withScripts: screen === 'desk' })
    const { tab } = ada
    const found: string[] = []
    const seenBy = async (one: Tab, name: string) => found.push(...(await lookAround(one, `${screen}-${name}`)))
    const seen = (name: string) => seenBy(tab, name)
    // Ada has only a keyboard at the desk; on the phone she taps, and Ben's browser runs no scripts.
    const press = (target: Locator) => (screen === 'desk' ? pressKey(tab, target) : target.first().click())
    const fill = (target: Locator, text: string) =>
      screen === 'desk' ? typeInto(tab, target, text) : target.fill(text)

    await tab.goto(links.index())
    await seen('index')
    await fill(tab.getByLabel('Obsid'), String(obsid))
    await press(tab.getByRole('button', { name: 'Open' }))
    await tab.getByRole('heading', { name: 'Obsid 90001' }).waitFor()
    const hrcSettings = tab.locator('#section-hrc [data-shown-when]')
    // The page stands before its script has hidden them.
    await hrcSettings.waitFor({ state: 'hidden' })
    assert.equal(await hrcSettings.isVisible(), false, 'ACIS has no use for HRC settings')
    await tab.getByLabel('Roll Flag').selectOption('Y')
    await press(tab.getByRole('button', { name: 'Add Roll' }))
    await fill(tab.locator('[name="roll_ranks-0-roll"]'), '120')
    await fill(tab.getByLabel('Offset Y'), '0.9')
    await fill(tab.getByLabel('Frame Time'), '2.9')
    const kept = tab.waitForResponse((answer) => answer.url().endsWith('/draft'))
    await tab.locator('#field-comments').fill('The observer asked for it by mail.')
    await tab.locator('#field-comments').blur()
    assert.equal((await kept).status(), 204)
    const other = await ada.context.newPage()
    await other.goto(links.ocat(obsid))
    assert.equal(await other.getByLabel('Frame Time').inputValue(), '2.9', 'what is typed is kept before it is sent')
    await other.close()
    await seen('ocat')
    await press(tab.getByRole('button', { name: 'Submit' }).last())

    await tab.getByRole('heading', { name: 'What changes' }).waitFor()
    await tab.getByText('the Director’s Office must agree').first().waitFor()
    await press(tab.locator('summary', { hasText: 'Letters that will be sent' }))
    await seen('confirm')
    await press(tab.getByRole('link', { name: 'Previous Page' }))
    assert.equal(await tab.getByLabel('Offset Y').inputValue(), '0.9', 'what was typed is still there')
    await tab.getByRole('button', { name: 'Submit' }).last().click()
    await press(tab.getByRole('button', { name: 'Finalize' }))
    await tab.getByText('It may take 48 hours').waitFor()
    await seen('sent')

    await tab.goto(links.status())
    await tab.getByText('ARCOPS must sign').first().waitFor()
    await seen('status')
    await ben.tab.goto(links.status())
    for (let left = 3; left > 0; left--) {
      await ben.tab.getByRole('button', { name: 'Signoff' }).first().click()
      await ben.tab.getByText('Signed.').first().waitFor()
    }
    // Nobody has touched this tab: the news come by themselves.
    await tab.getByRole('button', { name: 'Signoff & Approve' }).waitFor()
    await tab.goto(links.revision('90001.001'))
    await tab.getByText('not in the catalog yet').first().waitFor()
    assert.notEqual(
      await paintOf(tab, 'td.desk-missing'),
      await paintOf(tab, 'td:not([class])'),
      'a cell is painted in the colour of what it says',
    )
    await press(tab.locator('summary', { hasText: 'Write down what it said' }))
    await tab.getByLabel('What it said').selectOption('agreed')
    await press(tab.getByRole('button', { name: 'Write it down' }))
    await tab.getByText('Director’s Office: agreed on 2026-03-02').waitFor()
    await seen('check')
    await tab.goto(links.status())
    await press(tab.getByRole('button', { name: 'Signoff & Approve' }))
    await tab.getByText('approved as 90001.002').waitFor()

    await tab.goto(links.express())
    await fill(tab.getByLabel('Obsids'), '90001-90003 8008')
    await press(tab.getByRole('button', { name: 'Submit' }))
    await tab.getByText('Already Approved').waitFor()
    await seen('express')
    await press(tab.getByRole('button', { name: 'Finalize' }))
    await tab.getByText('Approved: 90002.001, 90003.001').waitFor()

    await tab.goto(links.mine())
    await seen('mine')
    await press(tab.getByRole('row', { name: /90003\.001/ }).getByRole('button', { name: 'Undo approval' }))
    await press(tab.locator('#confirm button[value="yes"]'))
    await tab.getByText('The submission is taken back.').waitFor()
    await tab.goto(links.approved())
    await tab.getByRole('link', { name: '90002.001' }).waitFor()
    assert.equal(await tab.getByRole('link', { name: '90003.001' }).count(), 0)

    // An urgent target: each signature calls the next one at once.
    await submit(desk, { of: 90_010, changes: { frame_time: '2.2' } })
    await desk.letters()
    await ben.tab.goto(links.status('?queue=urgent'))
    const urgent = ben.tab.getByRole('row', { name: /90010\.001/ })
    await urgent.getByText('TOO').waitFor()
    if (screen === 'desk') await seenBy(ben.tab, 'urgent')
    await urgent.getByRole('button', { name: 'Signoff' }).first().click()
    await ben.tab.getByText('Signed.').first().waitFor()
    assert.ok((await desk.letters()).includes('acis@lyceum.test: TOO SI Mode Sign Off Request: (Obsid: 90010)'))

    await fillRoster(desk.platform, 'test', '2026-03-02')
    await tab.goto(rosterLinks.roster())
    await press(tab.getByRole('button', { name: 'Take it' }))
    await tab.getByRole('row', { name: /Ada.*9 Mar 2026.*Locked/ }).waitFor()
    await seen('roster')
    assert.deepEqual([...found, ...ada.complaints, ...ben.complaints], [])
  })
