import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { assertAccessible, assertFits, openTab, showTheme, type TabOptions } from '../../../../test/support/browser.ts'
import type { TestHouse } from '../../../../test/support/house.ts'
import { pressKey, tabTo } from '../../../../test/support/keyboard.ts'
import type { CastName } from '../../../../test/support/people.ts'
import { addPapers, openPapersHouse, sample, sendFile } from './pages-support.ts'

function openVisit(t: TestContext, house: TestHouse, options: Partial<TabOptions> = {}, who: CastName = 'ada') {
  const baseUrl = house.web.listeningOrigin
  const cookie = house.as(who).visitor?.cookie ?? ''
  return openTab(t, { baseUrl, headers: { cookie }, ...options })
}

async function openListeningHouse(t: TestContext): Promise<TestHouse> {
  const house = await openPapersHouse(t, { worker: true })
  await house.web.listen({ host: '127.0.0.1', port: 0 })
  return house
}

async function fillHouse({ platform, as }: TestHouse): Promise<Readonly<{ draft: string; manual: string }>> {
  const draft = String((await sendFile(as('ada'), '/papers/upload', sample('scopus_like.csv'))).headers.location)
  const [manual = ''] = await addPapers(platform, [
    { title: 'A paper for a person', doi: '10.5555/manual', status: 'manual', failure_code: 'bot_challenge' },
    { title: 'Done and stored', journal: 'Nature', status: 'done', published_on: '2024-05' },
    { title: 'Failed', status: 'failed', failure_code: 'no_open_copy', retracted: 1, abstract: 'Some words.' },
  ])
  return { draft, manual }
}

test('every page of lists and papers can be used by everybody, in both themes, on desk and phone', async (t) => {
  const house = await openListeningHouse(t)
  const { draft, manual } = await fillHouse(house)
  for (const screen of ['desk', 'phone'] as const) {
    const { tab, complaints } = await openVisit(t, house, { screen })
    for (const url of ['/papers/list', '/papers/upload', draft, `/papers/list/${manual}`, '/papers/manual']) {
      await tab.goto(url)
      await assertAccessible(tab, `${url} ${screen} light`, screen === 'desk' ? 'all' : 'looks')
      await showTheme(tab, 'dark')
      await assertAccessible(tab, `${url} ${screen} dark`, 'colours')
      await assertFits(tab, `${url} (${screen})`)
    }
    assert.deepEqual(complaints, [])
  }
})

test('a journal without a blank stays inside its card on a phone, and leaves room for the title at a desk', async (t) => {
  const house = await openListeningHouse(t)
  const journal = '=HYPERLINK("http://127.0.0.1/x";"click")'.repeat(4)
  await addPapers(house.platform, [{ doi: '10.1000/one', journal }])
  for (const screen of ['phone', 'desk'] as const) {
    const { tab } = await openVisit(t, house, { screen })
    await tab.goto('/papers/list')
    const sizes = `[...document.querySelectorAll('#table-papers tbody :is(th, td)')].map((cell) =>
      [cell.scrollWidth - cell.clientWidth, cell.tagName === 'TH' ? cell.clientWidth : 0])`
    const cells = (await tab.evaluate(sizes)) as [number, number][]

    assert.ok(cells.length > 5 && cells.every(([overflow]) => overflow <= 1), `${screen}: ${JSON.stringify(cells)}`)
    assert.ok(
      cells.some(([, width]) => width >= 300),
      `${screen}: ${JSON.stringify(cells)}`,
    )
  }
})

test('PAP-R-020 a file is dropped, mapped and imported by the keyboard alone, progress is seen without a reload, and one of its papers is given to a person', async (t) => {
  const house = await openListeningHouse(t)
  const { tab, complaints } = await openVisit(t, house)
  await tab.goto('/papers/upload')
  await tab.setInputFiles('input[type=file]', { ...sampleFile('papers_minimal.csv'), mimeType: 'text/csv' })
  await pressKey(tab, tab.getByRole('button', { name: 'Upload it' }))
  await tab.waitForURL(/\/papers\/imports\//)
  await pressKey(tab, tab.getByRole('button', { name: 'Start the import' }))
  await tab.getByText('See its papers').waitFor()
  await pressKey(tab, tab.getByRole('link', { name: 'See its papers' }))
  await pressKey(tab, tab.locator('#table-papers tbody input[type=checkbox]'), 'Space')
  await tabTo(tab, tab.locator('summary', { hasText: 'With papers' }), 'Shift+Tab')
  await tab.keyboard.press('Enter')
  await pressKey(tab, tab.getByRole('button', { name: 'Mark for a person' }))
  await tab.getByText('Done for 1 paper').waitFor()
  assert.deepEqual(complaints, [])
})

test('PAP-7.3 a search narrows as it is typed, a row opens over the table, and going back keeps the search', async (t) => {
  const house = await openListeningHouse(t)
  await fillHouse(house)
  const { tab, complaints } = await openVisit(t, house)
  await tab.goto('/papers/list')

  await tab.getByRole('searchbox').fill('person')
  await tab.waitForURL(/q=person/)
  await tab.getByText('Done and stored').waitFor({ state: 'detached' })
  await tab.locator('a[data-drawer]').first().click()
  const drawer = tab.getByRole('dialog', { name: 'Paper' })
  await drawer.getByRole('heading', { name: 'A paper for a person' }).waitFor()
  await assertAccessible(tab, 'the drawer')

  await drawer.getByRole('button', { name: 'Not available' }).click()
  await drawer.getByText('No open copy of this paper is known.').waitFor()
  await tab.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  assert.match(tab.url(), /q=person/)
  assert.deepEqual(complaints, [])
})

test('R-P1 without scripts a list is uploaded, a table searched and a paper corrected', async (t) => {
  const house = await openListeningHouse(t)
  const { manual } = await fillHouse(house)
  const { tab } = await openVisit(t, house, { withScripts: false })
  await tab.goto('/papers/upload')
  await tab.setInputFiles('input[type=file]', { ...sampleFile('pubmed_like.csv'), mimeType: 'text/csv' })
  await tab.getByRole('button', { name: 'Upload it' }).click()
  await tab.getByRole('heading', { name: 'How it is read' }).waitFor()

  await tab.goto('/papers/list')
  await tab.locator('input[name=q]').fill('stored')
  await tab.locator('input[name=q]').press('Enter')
  assert.equal(await tab.locator('#table-papers tbody tr').count(), 1)

  await tab.goto(`/papers/list/${manual}`)
  await tab.locator('#edit summary').click()
  await tab.locator('#field-doi').fill('nonsense')
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText('This is no DOI.').first().waitFor()
  assert.equal(await tab.locator('#field-doi').inputValue(), 'nonsense', 'nobody loses what they typed')
  await tab.locator('#field-doi').fill('10.5555/right')
  await tab.getByRole('button', { name: 'Save' }).click()
  await tab.getByText('Saved.').waitFor()
})

const sampleFile = (name: string): { name: string; buffer: Buffer } => ({ name, buffer: sample(name).content })
