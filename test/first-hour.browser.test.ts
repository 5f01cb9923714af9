import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, comeIn, openTab } from './support/browser.ts'
import { startServer, temporaryInstance } from './support/process.ts'
import { startPublishers } from './support/publishers.ts'

// The first hour of somebody who has never seen the house, as README and welcome page lead through it: a fresh instance, a
// real browser, and a local server in place of the sources.

const paper = { doi: '10.7717/peerj.4375', title: 'The state of OA' }

test('from a fresh instance to a finished analysis and a collected paper by the welcome page alone', async (t) => {
  const publishers = await startPublishers(t)
  publishers.know({
    ...paper,
    title: `${paper.title}: a large-scale analysis of the prevalence and impact of Open Access articles`,
    manner: 'pdf',
  })
  const { LYCEUM_CONTACT: _, ...outside } = publishers.environment
  const server = await startServer(t, { ...(await temporaryInstance(t)), ...outside })
  const { tab, complaints } = await openTab(t, { baseUrl: server.address })

  await comeIn(tab, '/')
  await tab.getByText('has no administrator yet').waitFor()
  await assertAccessible(tab, 'landing')
  await comeIn(tab, server.administratorLink ?? '')
  await tab.getByLabel('Name').fill('Ada')
  await tab.getByLabel('E-mail address').fill('ada@lyceum.test')
  await tab.getByLabel('Password').fill('seven green kettles sing')
  await tab.getByRole('button', { name: 'Begin' }).click()

  await tab.getByRole('link', { name: 'Look around with sample data' }).click()
  await tab.getByRole('button', { name: 'Load the sample data' }).click()
  await tab.getByRole('button', { name: 'Remove the sample data' }).waitFor()
  assert.equal(await tab.locator('#sample-data .state-good').count(), 4)
  await assertAccessible(tab, 'loaded')

  await tab.getByRole('link', { name: 'A study with sample data' }).click()
  await tab.getByRole('link', { name: 'Which models make up the curve?' }).first().click()
  await tab.locator('#verdict').waitFor()

  await tab.goto('/')
  await tab.getByRole('link', { name: 'Say whom publishers may write to' }).click()
  await tab.getByLabel('Mail address, and after a blank a project page').fill('library@lyceum-tests.org')
  await tab.getByRole('button', { name: 'Keep it' }).click()
  await tab.getByText('The contact is kept.').waitFor()

  await tab.keyboard.press('Control+k')
  await tab.keyboard.type(`p: ${paper.title}`)
  await tab.locator('.palette .found-list a').first().waitFor()
  await assertAccessible(tab, 'palette')
  await tab.keyboard.press('Enter')
  await tab.getByRole('button', { name: 'Process now' }).click()
  await tab.locator('.file-link', { hasText: 'PDF' }).waitFor()
  assert.ok(publishers.count('/crossref') > 0, 'the local server was asked')

  await tab.keyboard.press('Control+k')
  await tab.locator('.palette').getByText('Opened last').waitFor()
  await tab.locator('.palette').getByRole('link', { name: paper.title }).waitFor()
  await tab.keyboard.press('Escape')
  await tab.goto('/welcome')
  await tab.getByRole('button', { name: 'Remove the sample data' }).click()
  await tab.getByRole('button', { name: 'Yes, go on' }).click()
  await tab.getByRole('button', { name: 'Load the sample data' }).waitFor()
  assert.equal(await tab.locator('#sample-data .state-good').count(), 0)
  await tab.goto('/papers/list')
  await tab.getByText('Papers come from lists').waitFor()
  assert.deepEqual(complaints, [])
})
