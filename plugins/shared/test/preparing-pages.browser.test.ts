import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { findAxeViolations, openTab, type TabOptions, takePicture } from '../../../test/support/browser.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { dataOf, jsonOf, openPlugins } from './running.ts'

async function openPages(t: TestContext, options: Partial<TabOptions> = {}) {
  // Addresses in pages hold the port, so that it must be known before the house opens.
  const port = await freePort()
  const runner = await openPlugins(t, { LYCEUM_PORT: String(port) })
  const baseUrl = await runner.web.listen({ host: '127.0.0.1', port })
  return { ...runner, ...(await openTab(t, { baseUrl, ...options })) }
}

test('RUN-8.3.14 the form for cleaning a table shows what the chosen operation asks for, below it the table', async (t) => {
  const { run, tab } = await openPages(t)
  await run('pandas-preprocessing@v0-1-2/process/', { fileUrl: dataOf('text/csv', 'ID,name\r\na,Ann\r\nb,\r\n') })
  await tab.goto('/runner/plugins/pandas-preprocessing@v0-1-2/1/2/ui/')
  const axis = tab.getByLabel('What is dropped')
  await axis.waitFor({ state: 'hidden' })

  await tab.getByLabel('What shall be done?').selectOption('drop_na')

  await axis.waitFor()
  assert.equal(await tab.getByLabel('Value for missing ones').isVisible(), false)
  assert.equal(await tab.getByRole('cell', { name: 'Ann' }).isVisible(), true)
  assert.deepEqual(await findAxeViolations(tab), [])
  await takePicture(tab, 'preprocessing-desk')
})

test('RUN-8.3.13 RUN-8.3.15 the forms of a join and of a classification by hand fit on a phone', async (t) => {
  const { run, settled, tab } = await openPages(t, { screen: 'phone', theme: 'dark' })
  const entities = [
    { ID: 'first one', color: 'red', note: 'with a long text '.repeat(10) },
    { ID: 'e2', color: 'blue' },
  ]
  await run('manual-classification@v0-2-1/load/', { inputFileUrl: jsonOf(entities) })
  await run('data-join@v1-0-0/load-base/', { base: jsonOf(entities) })
  await run('data-join@v1-0-0/2/add-join/', { join: jsonOf(entities), attribute: 'ID' })

  for (const [name, path] of [
    ['classification', 'manual-classification@v0-2-1/1/annotate-class-ui/'],
    ['join', 'data-join@v1-0-0/2/add-join-ui/'],
  ] as const) {
    await tab.goto(`/runner/plugins/${path}`)
    assert.deepEqual(await findAxeViolations(tab), [])
    assert.ok((await tab.evaluate('document.documentElement.scrollWidth')) === 390, name)
    await takePicture(tab, `${name}-phone`)
  }
  await tab.getByRole('button', { name: 'No more files' }).click()
  await tab.waitForURL('**/tasks/2/')
  await settled('/tasks/2/')
  await tab.goto('/runner/plugins/data-join@v1-0-0/2/select-attributes-ui/')
  assert.deepEqual(await findAxeViolations(tab), [])
  await takePicture(tab, 'selection-phone')
})
