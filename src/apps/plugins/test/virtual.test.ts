import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/publisher') }
const process = '/plugins/publisher@v1-0-0/process/'
type Listed = { name: string; identifier: string; apiRoot: string; tags: string[] }

test('RUN-1.8 RUN-2.4 a plugin publishes others: listed with metadata, page and form, run by their parent, and withdrawn', async (t) => {
  const { post, get, settled, as } = await openRunner(t, { environment })
  const after = async (form: Record<string, string>, path = process) =>
    settled(String((await post(path, form)).headers.location))
  const listed = async (): Promise<Listed[]> =>
    (await get('/plugins/')).json().plugins.filter(({ tags }: Listed) => tags.includes('made'))
  const first = await after({ act: 'publish', greeting: 'Ahoy' })
  assert.equal(first.status, 'SUCCESS', first.log)
  const again = await after({ act: 'publish' })
  assert.equal(again.log, first.log, 'the same name and version takes the place of the one before')

  const [byHand, greeter] = await listed()
  assert.deepEqual([byHand?.identifier, greeter?.identifier], ['by-hand@v1-0', 'greeter@v1-0'])
  assert.equal((await get(String(byHand?.apiRoot))).json().name, 'by.hand')
  const root = String(greeter?.apiRoot)
  const metadata = (await get(root)).json()
  assert.deepEqual([metadata.name, metadata.title, metadata.type], ['greeter', 'Greeter', 'processing'])
  assert.equal(new URL(metadata.entryPoint.href, root).href, `${root}process/`)
  assert.match((await get(metadata.entryPoint.uiHref)).body, /How often/)
  const host = await as('ada').get('/plugins/greeter@v1-0')
  assert.match(host.body, /src="[^"]*publisher@v1-0-0\/virtual\/greeter@v1-0\/ui\/\?ticket=/)
  const [, page = ''] = /src="([^"]*virtual[^"]*)"/.exec(host.body) ?? []
  assert.equal((await get(page.replaceAll('&amp;', '&'))).statusCode, 200)
  const wrong = await post(metadata.entryPoint.href, { times: '9' })
  assert.deepEqual(wrong.json().errors.form, {
    times: ['Must be greater than or equal to 1 and less than or equal to 5.'],
  })
  const ran = await after({ times: '2' }, metadata.entryPoint.href)
  assert.equal(ran.log, 'greeter v1.0: Hello Hello', ran.log)

  await after({ act: 'withdraw' })
  assert.deepEqual(
    (await listed()).map(({ name }) => name),
    ['by.hand'],
  )
  assert.equal((await get(root)).statusCode, 404)
})

test('RUN-1.8 what cannot be published fails with a sentence: an address elsewhere, a name that is a path', async (t) => {
  const { post, settled, get } = await openRunner(t, { environment })
  for (const [act, words] of [
    ['elsewhere', /must lie below that of the plugin/],
    ['nonsense', /must hold no/],
  ] as const) {
    const task = await settled(String((await post(process, { act })).headers.location))
    assert.equal(task.status, 'FAILURE')
    assert.match(task.log, words)
  }
  assert.ok(!(await get('/plugins/')).body.includes('elsewhere.example'))
})
