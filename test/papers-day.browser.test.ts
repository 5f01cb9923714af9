import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Locator, Page as Tab } from 'playwright-core'
import type { DatabaseKind } from '../src/platform/database/migrating.ts'
import { assertAccessible, comeIn, openTab, type screens } from './support/browser.ts'
import { databaseKinds, databaseOf } from './support/databases.ts'
import { startServer, temporaryInstance } from './support/process.ts'
import { type KnownPaper, startPublishers } from './support/publishers.ts'

// A day of the papers app as a person lives it: a real browser, a real process, and local servers in place of the world.

const paperCount = 40
const someOf = /^\s*[1-9]/
const noneOf = /^\s*0\s*$/
const contact = 'library@lyceum-tests.org https://lyceum-tests.org'

for (const kind of databaseKinds)
  test(`R-012 a list is uploaded, scheduled, collected and stopped, and everything is seen as it happens (${kind})`, async (t) => {
    const { tab, complaints, clock } = await openDay(t, 'desk', kind)

    await makeAdministrator(tab)
    await uploadList(tab)
    await drawSchedule(tab)
    await nameContactAndStart(tab)

    await tab.goto('/papers')
    await assertAccessible(tab, 'dashboard')
    await untilStatus(tab, 'pending', /^\s*13\s*$/)
    await processOneByHand(tab)
    await tab.goto('/papers')
    await untilStatus(tab, 'done', someOf)

    clock.at('2026-03-10T10:59:59.000Z')
    // From here on the page is only looked at: what changes on it comes by itself.
    await untilStatus(tab, 'done', /^\s*(1[4-9]|[2-9]\d)\s*$/)
    assert.match(await textOf(tab.locator('.day-bars figcaption')), /1[3-6] of \d+ papers have started today/)

    await untilStatus(tab, 'pending', someOf)
    await tab.getByRole('button', { name: 'Stop' }).click()
    await tab.locator('#collector-state').getByText('Nothing is collected.').waitFor()
    await untilStatus(tab, 'pending', noneOf)
    await untilStatus(tab, 'running', noneOf)

    await tab.goto('/papers/stats')
    await assertAccessible(tab, 'statistics')
    assert.deepEqual(complaints, [])
  })

test('the same day fits into a phone', async (t) => {
  const { tab, complaints } = await openDay(t, 'phone')

  await makeAdministrator(tab)
  await uploadList(tab)
  await tab.goto('/papers/schedule')
  await tab.getByLabel('Papers a day').fill('240')
  await tab.locator('[name="w10"]').fill('9')
  await tab.getByRole('button', { name: 'Apply now' }).click()
  await tab.getByText('The schedule holds from now on.').waitFor()
  await nameContactAndStart(tab)
  await tab.goto('/papers')
  await untilStatus(tab, 'pending', someOf)
  await tab.getByRole('button', { name: 'Stop' }).click()
  await tab.locator('#collector-state').getByText('Nothing is collected.').waitFor()

  await untilStatus(tab, 'pending', noneOf)
  assert.deepEqual(complaints, [])
})

type Day = Awaited<ReturnType<typeof openTab>> & { clock: { at: (moment: string) => void } }

async function openDay(t: TestContext, screen: keyof typeof screens, kind: DatabaseKind = 'sqlite'): Promise<Day> {
  const publishers = await startPublishers(t)
  publishers.know(...knownPapers)
  const { LYCEUM_CONTACT: _, ...outside } = publishers.environment
  const instance = await temporaryInstance(t)
  const clock = startClock(t, join(instance.LYCEUM_INSTANCE ?? '', '..', 'clock'), '2026-03-10T10:00:05.000Z')
  const database = await databaseOf(t, kind)
  const server = await startServer(t, { ...instance, ...database, ...outside, LYCEUM_DEV_CLOCK: clock.file })
  const visit = await openTab(t, { baseUrl: server.address, screen })
  assert.ok(server.administratorLink, 'the first start prints the link')
  await comeIn(visit.tab, server.administratorLink)
  return { ...visit, clock }
}

/** A clock that goes on by itself, and may be set. */
function startClock(t: TestContext, file: string, startsAt: string) {
  const startedAt = performance.now()
  let ahead = Date.parse(startsAt)
  // Written beside and moved: a process that looks in between finds the time before, not half a time.
  const write = (): void => {
    writeFileSync(`${file}.next`, new Date(ahead + performance.now() - startedAt).toISOString())
    renameSync(`${file}.next`, file)
  }
  write()
  const ticking = setInterval(write, 100)
  t.after(() => clearInterval(ticking))
  return {
    file,
    at: (moment: string): void => {
      ahead = Date.parse(moment) - (performance.now() - startedAt)
      write()
    },
  }
}

const knownPapers = Array.from(
  { length: paperCount },
  (_, n): KnownPaper => ({ doi: `10.5555/day.${n}`, title: `On the ${n}th question of a long day`, manner: 'pdf' }),
)

const list = [
  'Title;DOI;Journal',
  ...knownPapers.map(({ title, doi }) => `${title};${doi};Journal of Days`),
  ';;Journal of nothing at all',
].join('\r\n')

async function makeAdministrator(tab: Tab): Promise<void> {
  await tab.getByLabel('Name').fill('Ada')
  await tab.getByLabel('E-mail address').fill('ada@lyceum.test')
  await tab.getByLabel('Password').fill('seven green kettles sing')
  await tab.getByRole('button', { name: 'Begin' }).click()
  await tab.getByText('You are the administrator').waitFor()
}

async function uploadList(tab: Tab): Promise<void> {
  await tab.goto('/papers')
  await tab.getByText('Nothing here yet').waitFor()
  await assertAccessible(tab, 'empty dashboard')
  await tab.getByRole('link', { name: 'Upload a list' }).first().click()
  const file = { name: 'day.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }
  await tab.locator('input[type=file]').setInputFiles(file)
  await tab.getByRole('button', { name: 'Upload it' }).click()
  await tab.getByRole('heading', { name: 'What each column holds' }).waitFor()
  await assertAccessible(tab, 'mapping')
  await tab.getByRole('button', { name: 'Start the import' }).click()
  const added = tab.locator('.figure-card', { hasText: 'papers added' })
  await added.locator('strong', { hasText: new RegExp(`^\\s*${paperCount}\\s*$`) }).waitFor()
}

/** Hour 10 by the mouse, hour 11 by its number: 13 papers for the one, 10 for the other. */
async function drawSchedule(tab: Tab): Promise<void> {
  await tab.goto('/papers/schedule')
  const bar = tab.locator('[data-hour="10"] [role="slider"]')
  await bar.waitFor()
  await assertAccessible(tab, 'schedule')
  await tab.getByLabel('Papers a day').fill('60')
  const box = await bar.boundingBox()
  assert.ok(box)
  await tab.mouse.move(box.x + box.width / 2, box.y + box.height - 5)
  await tab.mouse.down()
  await tab.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2, { steps: 5 })
  await tab.mouse.up()
  await tab.locator('[name="w11"]').fill('6')
  const papers = (hour: number): Promise<string> => textOf(tab.locator(`[data-hour="${hour}"] [data-papers]`))
  assert.deepEqual([await papers(10), await papers(11)], ['13', '10'])
  assert.equal(await textOf(tab.locator('[data-total]')), '60')
  await tab.getByRole('button', { name: 'Apply now' }).click()
  await tab.getByText('The schedule holds from now on.').waitFor()
}

/** The collector asks who may be written to, and starts once it knows. */
async function nameContactAndStart(tab: Tab): Promise<void> {
  await tab.goto('/papers/collector')
  await assertAccessible(tab, 'collector')
  await tab.getByRole('button', { name: 'Start' }).click()
  await tab.getByText('Set the contact').waitFor()
  await tab.getByLabel('Mail address, and after a blank a project page').fill(contact)
  await tab.getByRole('button', { name: 'Keep it' }).click()
  await tab.getByText('The contact is kept.').waitFor()
  await tab.getByLabel('Why (for the log)').first().fill('the list is complete')
  await tab.getByRole('button', { name: 'Start' }).click()
  await tab.getByText('The collector runs.').waitFor()
  await tab.locator('#collector-state').getByText('“the list is complete”').waitFor()
}

async function processOneByHand(tab: Tab): Promise<void> {
  await tab.goto('/papers/list?status=new')
  const address = await tab.locator('#table-papers tbody th a').first().getAttribute('href')
  assert.ok(address)
  await tab.goto(address)
  await tab.getByRole('button', { name: 'Process now' }).click()
}

/** The count beside a status of the dashboard, as the page shows it at some moment. */
function untilStatus(tab: Tab, status: string, count: RegExp): Promise<void> {
  const row = tab.locator(`tr:has(a[href="/papers/list?status=${status}"])`)
  return row.locator('td.number', { hasText: count }).waitFor()
}

const textOf = async (place: Locator): Promise<string> => ((await place.textContent()) ?? '').trim()
