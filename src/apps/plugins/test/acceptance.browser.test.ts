import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FrameLocator, Page as Tab } from 'playwright-core'
import { comeIn, findAxeViolations, openTab, takePicture } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { runCommand, startServer, temporaryInstance } from '../../../../test/support/process.ts'

// The walk-through by which a runner is accepted, as a person and a program live it: a real browser, and a house that was
// started as `npm start` starts it, with nothing set but its port.

const bell = 'OPENQASM 2.0;include "qelib1.inc";qreg q[2];creg c[2];h q[0];cx q[0],q[1];measure q->c;'
const csv = 'ID,href,size,colour\r\na,,1,red\r\nb,,2,green\r\nc,,3,blue\r\n'
const table = (rows: readonly object[]) =>
  `data:application/json;base64,${Buffer.from(JSON.stringify(rows)).toString('base64')}`

test('RUN-B the walk-through of the specification passes on a fresh house, and survives its restart', async (t) => {
  const { environment, server, tab, complaints, program } = await begin(t)
  const base = server.address

  const list = await program('/plugins')
  assert.equal(list.url, `${base}/runner/plugins/`, 'sent on to the address with its slash')
  assert.equal(list.status, 200, await list.clone().text())
  const { plugins } = (await list.json()) as { plugins: { apiRoot: string }[] }
  assert.ok(plugins.length >= 30 && plugins.every(({ apiRoot }) => apiRoot.startsWith(`${base}/runner/plugins/`)))

  await tab.goto('/plugins?q=hello')
  assert.deepEqual(await findAxeViolations(tab), [])
  await tab.getByRole('link', { name: 'Hello world', exact: true }).click()
  const hello = frameOf(tab)
  await hello.getByLabel('Input string').fill('input 1')
  await hello.getByRole('button', { name: 'Validate' }).click()
  await hello.getByText('All of this can be taken.').waitFor()
  await submit(tab, hello)
  await done(tab)
  await tab.getByText("result: 'output 1'").waitFor()
  const first = (await (await program('/tasks/1/')).json()) as { status: string; outputs: { href: string }[] }
  assert.equal(first.status, 'SUCCESS')
  const file = String(first.outputs[0]?.href)
  assert.equal(await (await fetch(file)).text(), 'output 1', 'a file is for whoever has its address')

  await open(tab, 'hello-world-multi-step@v0-2-1')
  await frameOf(tab).getByLabel('Input string').fill('one')
  await submit(tab, frameOf(tab))
  await tab.getByText('It waits for you').waitFor()
  await reloadUntil(tab, 'iframe')
  await frameOf(tab).locator('[name=inputStr]').fill('two')
  await submit(tab, frameOf(tab))
  await done(tab)

  await open(tab, 'file-upload@v0-2-0')
  const upload = frameOf(tab)
  await upload.getByLabel('Data type').fill('entity/list')
  await upload.getByLabel('Content type').fill('text/csv')
  const bytes = { name: 'things.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
  await upload.locator('input[type=file]').setInputFiles(bytes)
  await submit(tab, upload)
  await done(tab)
  await open(tab, 'entity-filter@v0-2-2')
  const filter = frameOf(tab)
  await choose(tab, filter, 'input_file_url', 'things')
  await tab.getByRole('button', { name: 'Undo' }).click()
  await filter.locator('#input_file_url').and(filter.locator(':placeholder-shown, [value=""]')).waitFor()
  await choose(tab, filter, 'input_file_url', 'things')
  await filter.locator('[name=nRows]').fill('2')
  await filter
    .locator('#input_file_url ~ .qhana-show-preview-button, [data-input-id=input_file_url].qhana-show-preview-button')
    .click()
  await tab.frameLocator('[data-preview-frame] iframe').getByText('green').waitFor()
  await takePicture(tab, 'plugins-preview')
  await tab.locator('[data-preview]').getByRole('button', { name: 'Close' }).click()
  await submit(tab, filter)
  await done(tab)
  await tab.getByRole('link', { name: /^Look at it/ }).click()
  await frameOf(tab).getByText('green').waitFor()
  assert.equal(await frameOf(tab).getByText('blue').count(), 0, 'the third entity is gone')
  assert.deepEqual(await findAxeViolations(tab), [])
  await takePicture(tab, 'plugins-show')

  await open(tab, 'data-creator@v0-2-4')
  await frameOf(tab).locator('[name=datasetType]').selectOption('blobs')
  await frameOf(tab).locator('[name=numTrainPoints]').fill('40')
  await frameOf(tab).locator('[name=numTestPoints]').fill('4')
  await submit(tab, frameOf(tab))
  await done(tab)
  await open(tab, 'classical-k-means@v0-1-2')
  await choose(tab, frameOf(tab), 'entity_points_url', 'train_data')
  await frameOf(tab).locator('[name=numClusters]').fill('4')
  await submit(tab, frameOf(tab))
  await done(tab)
  await takePicture(tab, 'plugins-run')
  await tab.goto('/plugins/tasks/5')
  await tab.getByRole('link', { name: /^Look at it.*train_data/ }).click()
  await tab.getByRole('link', { name: 'Scatter plot of clusters' }).click()
  await frameOf(tab).locator('svg circle, svg path, svg g').first().waitFor()
  await open(tab, 'Confusion%20Matrix%20Visualization@v1-0-1')
  await choose(tab, frameOf(tab), 'clusters_url1', 'train_labels')
  await choose(tab, frameOf(tab), 'clusters_url2', 'labels_')
  await frameOf(tab).getByText('Wrong ID: 0').waitFor()

  await open(tab, 'optimizer@v1-0-2')
  const optimizer = frameOf(tab)
  const rows = [
    [1, 0],
    [0, 1],
    [1, 1],
    [2, 1],
  ].map(([x0, x1], at) => ({ ID: `${at}`, x0, x1 }))
  await optimizer.locator('[name=features]').fill(table(rows))
  await optimizer.locator('[name=target]').fill(table([1, 2, 3, 4].map((y, at) => ({ ID: `${at}`, y }))))
  await choosePlugin(tab, optimizer, 'objective_function_plugin_selector', 'Ridge loss')
  await choosePlugin(tab, optimizer, 'minimizer_plugin_selector', 'scipy-minimizer v')
  await submit(tab, optimizer)
  const run = new URL(tab.url()).pathname
  await reloadUntil(tab, 'iframe[src*="ridge-loss"]')
  await frameOf(tab).locator('[name=alpha]').fill('0')
  await submit(tab, frameOf(tab))
  assert.equal(new URL(tab.url()).pathname, run, 'a form that is passed on leads back to the run that it belongs to')
  await reloadUntil(tab, 'iframe[src*="scipy-minimizer"]')
  await frameOf(tab).locator('[name=method]').selectOption('nelder_mead')
  await submit(tab, frameOf(tab))
  await done(tab)
  await tab.getByRole('link', { name: 'final_weights_scipy_Nelder-Mead.csv', exact: true }).waitFor()

  await open(tab, 'qiskit-simulator@v1-0-2')
  await frameOf(tab)
    .locator('[name=circuit]')
    .fill(`data:text/x-qasm;base64,${btoa(bell)}`)
  await frameOf(tab).locator('[name=shots]').fill('500')
  await submit(tab, frameOf(tab))
  await done(tab)
  const href = (await tab.getByRole('link', { name: 'result-counts.json', exact: true }).getAttribute('href')) ?? ''
  const { ID: _id, ...counts } = (await (await fetch(href)).json()) as Record<string, number>
  assert.deepEqual(Object.keys(counts).sort(), ['00', '11'])
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    500,
  )
  assert.deepEqual(complaints, [])

  await server.stop()
  await startServer(t, environment)
  assert.equal(await (await fetch(file)).text(), 'output 1', 'files outlive a restart')
  assert.equal(((await (await program('/tasks/1/')).json()) as { status: string }).status, 'SUCCESS')
  await tab.goto('/plugins/tasks/2')
  await done(tab)
})

async function begin(t: TestContext) {
  const port = await freePort()
  const environment = { ...(await temporaryInstance(t)), LYCEUM_PORT: String(port) }
  const server = await startServer(t, environment)
  const visit = await openTab(t, { baseUrl: server.address })
  await comeIn(visit.tab, server.administratorLink ?? '')
  await visit.tab.getByLabel('Name').fill('Ada')
  await visit.tab.getByLabel('E-mail address').fill('ada@lyceum.test')
  await visit.tab.getByLabel('Password').fill('seven green kettles sing')
  await visit.tab.getByRole('button', { name: 'Begin' }).click()
  await visit.tab.getByText('You are the administrator').waitFor()
  const token = (await runCommand(environment, ['user', 'token', 'ada@lyceum.test', '--name', 'program'])).stdout
  const headers = { authorization: `Bearer ${/lyc_\S+/.exec(token)?.[0]}` }
  const program = (path: string) => fetch(`${server.address}/runner${path}`, { headers })
  return { environment, server, program, ...visit }
}

const frameOf = (tab: Tab): FrameLocator => tab.frameLocator('[data-plugin-host] > iframe')
const open = (tab: Tab, identifier: string) => tab.goto(`/plugins/${identifier}`)

async function submit(tab: Tab, frame: FrameLocator): Promise<void> {
  await Promise.all([mainFrameMoves(tab), frame.getByRole('button', { name: 'Submit', exact: true }).click()])
  await tab.waitForURL('**/plugins/tasks/*')
}

async function done(tab: Tab): Promise<void> {
  const state = tab.getByRole('status').filter({ hasText: /^\s*(Done|Failed)/ })
  await state.waitFor()
  const log = (await tab.locator('.task-log').allInnerTexts()).join()
  assert.match(await state.innerText(), /Done/, log)
}

/** What a run waits for appears by and by; its form stands on the page when that is loaded. */
async function reloadUntil(tab: Tab, selector: string): Promise<void> {
  for (let looked = 0; (await tab.locator(selector).count()) === 0; looked++) {
    assert.ok(looked < 60, `${selector} never came: ${await tab.locator('main').innerText()}`)
    await tab.waitForTimeout(300)
    await tab.reload()
  }
}

async function choose(tab: Tab, frame: FrameLocator, inputKey: string, name: string): Promise<void> {
  await frame.locator(`.qhana-choose-file-button[data-input-id=${inputKey}]`).click()
  await tab.locator('[data-files] li:not([hidden]) button', { hasText: name }).first().click()
  await frame.locator(`.selected-file-name[data-input-id=${inputKey}]`, { hasText: name }).waitFor()
}

async function choosePlugin(tab: Tab, frame: FrameLocator, inputKey: string, name: string): Promise<void> {
  await frame.locator(`.qhana-choose-plugin-button[data-input-id=${inputKey}]`).click()
  await tab.locator('[data-plugins] li:not([hidden]) button', { hasText: name }).first().click()
  await frame.locator(`.selected-plugin-name[data-input-id=${inputKey}]`).filter({ hasText: /\w/ }).waitFor()
}

/** The frame of the plugin may move as often as it likes. */
function mainFrameMoves(tab: Tab): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = (frame: unknown): void => {
    if (frame !== tab.mainFrame()) return
    tab.off('framenavigated', look)
    resolve()
  }
  tab.on('framenavigated', look)
  return promise
}
