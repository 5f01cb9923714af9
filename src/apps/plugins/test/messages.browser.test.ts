import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTab } from '../../../../test/support/browser.ts'
import { freePort } from '../../../../test/support/free-port.ts'
import { openHouse } from '../../../../test/support/house.ts'

const fields = '/plugins/Every%20Field@v2-0-1rc1/'
type Message = Record<string, unknown> | string

/** A foreign user interface on an origin of its own, with the page of a plugin in a frame; it writes down what it hears. */
async function openClient(t: TestContext, path: string) {
  const client = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(
      '<!doctype html><title>Client</title><script>heard=[];addEventListener("message",(e)=>heard.push(e.data))</script><div></div>',
    )
  })
  await new Promise<void>((done) => client.listen(0, '127.0.0.1', done))
  t.after(() => client.close())
  const origin = `http://127.0.0.1:${(client.address() as AddressInfo).port}`
  const port = await freePort()
  const house = await openHouse(t, {
    worker: true,
    environment: {
      LYCEUM_RUNNER_ACCESS: 'open',
      LYCEUM_RUNNER_BASE_URL: `http://localhost:${port}/runner`,
      LYCEUM_RUNNER_FRAME_ANCESTORS: origin,
      LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/fields'),
    },
  })
  await house.web.listen({ host: '127.0.0.1', port })
  const runner = `http://localhost:${port}/runner`
  const { tab } = await openTab(t, { baseUrl: origin })
  await tab.goto('/')
  const sandbox = 'allow-forms allow-downloads allow-scripts allow-same-origin'
  await tab.evaluate(
    `frame=document.createElement('iframe');frame.sandbox=${JSON.stringify(sandbox)};frame.src=${JSON.stringify(runner + path)};document.querySelector('div').append(frame)`,
  )
  const heard = (): Promise<Message[]> => tab.evaluate('heard') as Promise<Message[]>
  const typeOf = (message: Message): unknown => (typeof message === 'string' ? message : message.type)
  /** The first message of this type, with these further words, that is or will be heard. */
  const hear = (type: string, after = 0, words = {}): Promise<Record<string, unknown>> =>
    tab.evaluate(`new Promise((found, never) => {
      const wanted = Object.entries(${JSON.stringify({ type, ...words })})
      const look = () => {
        const told = heard.slice(${after}).map((one) => typeof one === 'string' ? { type: one } : one)
        const one = told.find((message) => wanted.every(([name, value]) => message[name] === value))
        if (one) found(one)
      }
      addEventListener('message', look)
      setTimeout(() => never(new Error('${type} was never said; only ' + JSON.stringify(heard))), 60_000)
      look()
    })`)
  const say = (message: Message) => tab.evaluate(`frame.contentWindow.postMessage(${JSON.stringify(message)},'*')`)
  return { tab, runner, heard, typeOf, hear, say, frame: tab.frameLocator('iframe') }
}

test('RUN-4.2 RUN-4.3 RUN-C13 a frame says that it is loaded, how high it is, and what it wants', async (t) => {
  const { heard, typeOf, hear, frame } = await openClient(
    t,
    `${fields}ui/?entitiesUrl=http%3A%2F%2Fx%2Fy&executor=http%3A%2F%2Fx%2Fp`,
  )
  await hear('ui-resize')
  assert.deepEqual((await heard()).map(typeOf).slice(0, 4), [
    'request-data-url-info',
    'request-plugin-url-info',
    'ui-loaded',
    'ui-resize',
  ])
  assert.deepEqual(await hear('request-data-url-info'), {
    type: 'request-data-url-info',
    inputKey: 'entities_url',
    dataUrl: 'http://x/y',
  })
  await frame.locator('button[data-input-id=zip1_url]').first().click()
  assert.deepEqual(await hear('request-data-url'), {
    type: 'request-data-url',
    inputKey: 'zip1_url',
    acceptedInputType: '*',
    acceptedContentTypes: ['application/zip'],
  })
  await frame.locator('button.related').click()
  assert.deepEqual(await hear('request-related-data-url'), {
    type: 'request-related-data-url',
    inputKey: 'zip1_url',
    dataUrl: 'http://x/y',
    relation: 'any',
    userInteraction: true,
    acceptedInputType: '*',
    acceptedContentType: 'application/zip',
  })
  await frame.locator('button.qhana-show-preview-button').first().click()
  assert.deepEqual(await hear('request-data-preview'), { type: 'request-data-preview', dataUrl: 'http://x/y' })
  await frame.getByRole('button', { name: 'Choose a plugin' }).click()
  assert.deepEqual(await hear('request-plugin-url'), {
    type: 'request-plugin-url',
    inputKey: 'executor',
    pluginTags: ['circuit-executor', '!deprecated'],
  })
})

test('RUN-4.4 a frame takes files, plugins, values, styles and a context, and ignores what it does not know', async (t) => {
  const { hear, say, frame, heard, tab, runner } = await openClient(t, `${fields}ui/`)
  await hear('ui-resize')
  await say({ type: 'nonsense', inputKey: 'entities_url' })
  await say({
    type: 'data-url-response',
    inputKey: 'entities_url',
    href: 'http://x/f',
    filename: 'f.csv',
    version: 2,
    dataType: 'entity/list',
  })
  await frame.getByText('f.csv (v2) entity/list – *').waitFor()
  assert.equal(await frame.locator('#entities_url').inputValue(), 'http://x/f')
  assert.equal(await frame.locator('button.related').isEnabled(), true)
  await say({ type: 'plugin-url-response', inputKey: 'executor', pluginUrl: 'http://x/p', pluginName: 'sim' })
  await frame.getByText('sim (?)').waitFor()
  const before = (await heard()).length
  await say({
    type: 'autofill-response',
    encoding: 'application/x-www-form-urlencoded',
    value: 'nInit=7&isLoud=on&kind=B&token=stolen&several=x&several=y&zip1Url=http%3A%2F%2Fx%2Fz',
  })
  await hear('request-data-url-info', before)
  assert.equal(await frame.locator('#n_init').inputValue(), '7')
  assert.equal(await frame.locator('#is_loud').isChecked(), true)
  assert.equal(await frame.locator('#kind').inputValue(), 'B')
  assert.equal(await frame.locator('#token').inputValue(), '', 'what is private is never filled in')
  await say({ type: 'load-css', urls: [`${runner}/static/theme-dark.css`, 'javascript:alert(1)'] })
  await say({ type: 'plugin-context', location: 'workspace', experimentId: '7' })
  await say('ui-prevent-submit')
  assert.deepEqual(await hear('ui-submit-status'), { type: 'ui-submit-status', isAllowedToSubmit: false })
  assert.equal(await frame.locator('link[rel=stylesheet]').count(), 2)
  const context = await tab.frames()[1]?.evaluate('getPluginContext()')
  assert.deepEqual(context, { location: 'workspace', experimentId: '7' })
})

test('RUN-4.5 RUN-4.6 RUN-4.7 RUN-C13 a submit is reported with masked secrets and data inputs, sent or not, and failures too', async (t) => {
  const { hear, say, frame, heard, runner, tab, typeOf } = await openClient(
    t,
    `${fields}ui/?entitiesUrl=http%3A%2F%2Fx%2Fy`,
  )
  await hear('ui-resize')
  await frame.locator('#token').fill('hush')
  await say('ui-prevent-submit')
  await hear('ui-submit-status')
  await frame.getByRole('button', { name: 'Submit' }).click()
  const held = await hear('form-submit')
  assert.equal('resultUrl' in held, false)
  assert.match(String(held.formData), /token=\*\*\*/)
  assert.deepEqual(held.dataInputs, ['http://x/y'])
  assert.equal(held.formDataType, 'application/x-www-form-urlencoded')

  let before = (await heard()).length
  await say('ui-allow-submit')
  assert.equal((await hear('ui-submit-status', before)).isAllowedToSubmit, true)
  await frame.getByRole('button', { name: 'Submit' }).click()
  const sent = await hear('form-submit', before)
  assert.equal(sent.resultUrl, `${runner}/tasks/1/`)
  assert.equal(sent.submitUrl, `${runner}${fields}process/`)
  assert.doesNotMatch(JSON.stringify(await heard()), /hush/)

  before = (await heard()).length
  await frame.locator('#sizes').fill('1,two')
  await frame.getByRole('button', { name: 'Submit' }).click()
  const failed = await hear('form-error', before)
  assert.equal(failed.status, 422)
  assert.deepEqual((failed.error as { code: number }).code, 422)

  // What templates of others reach for: hooks before the script's own work, and room.
  const inside = tab.frames()[1]
  before = (await heard()).length
  await inside?.evaluate(
    'taken=[];allTaken=new Promise((done)=>{take=(...some)=>{taken.push(...some);if(taken.length===3)done(taken);return true}});Object.assign(_qhana_microfrontend_state,{formSubmitHandler:(e,data,secret)=>{e.preventDefault();return take([...data],[...secret])},messageHandler:(e)=>e.data==="mine"&&take("mine"),targetHeight:"full",lastHeight:0});monitorHeightChanges(_qhana_microfrontend_state)',
  )
  await hear('ui-resize', before, { targetHeight: 'full' })
  await say('mine')
  await frame.getByRole('button', { name: 'Submit' }).click()
  assert.deepEqual(await inside?.evaluate('allTaken'), ['mine', ['entitiesUrl', 'zip1Url'], ['token']])
  assert.equal(
    (await heard()).slice(before).map(typeOf).includes('form-submit'),
    false,
    'a hook that takes it sends nothing',
  )
  await inside?.evaluate('_qhana_microfrontend_state.formSubmitHandler=null')

  before = (await heard()).length
  await frame.getByRole('button', { name: 'Validate' }).click()
  await hear('ui-loading', before)
  await hear('ui-loaded', before)
  await frame.getByText('Not a valid integer.').waitFor()
})
