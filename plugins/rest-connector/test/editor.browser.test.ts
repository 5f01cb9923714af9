import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAxeViolations, openTab } from '../../../test/support/browser.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { openHouse } from '../../../test/support/house.ts'

test('RUN-8.3.24 a connector is begun, described, published and taken back on its page', async (t) => {
  const port = await freePort()
  const house = await openHouse(t, { environment: { LYCEUM_PORT: String(port), LYCEUM_RUNNER_ACCESS: 'open' } })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port })
  const { tab, complaints } = await openTab(t, { baseUrl, screen: 'phone', theme: 'dark' })
  await tab.goto('/runner/plugins/rest-connector@v0-1-1/wip-connectors-ui/')
  await tab.getByText('None. Give a new one a name above.').waitFor()

  await tab.getByLabel('Name of a new connector').fill('Weather')
  await tab.getByRole('button', { name: 'Submit' }).click()
  await tab.getByRole('heading', { name: 'Weather' }).waitFor()
  await tab.getByLabel('Base address').fill('ftp://example.org')
  await tab.getByRole('button', { name: 'Save Base address' }).click()
  await tab.getByText('Invalid').first().waitFor()
  await tab.getByLabel('Base address').fill('https://example.org/v1')
  await tab.getByRole('button', { name: 'Save Base address' }).click()
  await tab.getByText('Saved.').waitFor()
  assert.deepEqual(complaints, [])
  assert.deepEqual(await findAxeViolations(tab), [])
  await tab.getByRole('button', { name: 'Publish it' }).click()
  await tab.getByText('It stands in the list of plugins now.').waitFor()
  await tab.getByRole('button', { name: 'Take it back' }).click()
  await tab.getByText('Not published.').waitFor()
  await tab.getByRole('button', { name: 'All connectors' }).click()
  await tab.getByRole('button', { name: 'Open Weather' }).waitFor()
  await tab.getByRole('button', { name: 'Remove Weather' }).click()
  await tab.getByRole('button', { name: 'Really remove Weather' }).click()
  await tab.getByText('None. Give a new one a name above.').waitFor()
})
