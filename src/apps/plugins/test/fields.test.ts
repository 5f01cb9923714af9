import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openRunner } from './support.ts'

const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/fields') }
const root = '/plugins/Every%20Field@v2-0-1rc1/'

test('RUN-2.6 RUN-1.2.1 a name with blanks, inputs, dependencies and links stand in the metadata', async (t) => {
  const { get } = await openRunner(t, { environment, worker: false })
  const metadata = (await get(root)).json()
  assert.equal(metadata.name, 'Every Field')
  assert.equal(metadata.entryPoint.href, `/runner${root}process/`)
  assert.deepEqual(metadata.entryPoint.dataInput, [
    {
      parameter: 'entitiesUrl',
      dataType: 'entity/list',
      contentType: ['application/json', 'text/csv'],
      required: false,
    },
    { parameter: 'zip1Url', dataType: '*', contentType: ['application/zip'], required: false },
  ])
  assert.deepEqual(metadata.entryPoint.pluginDependencies, [
    { parameter: 'executor', required: false, tags: ['circuit-executor', '!deprecated'] },
  ])
  assert.deepEqual(metadata.links, [{ type: 'things', href: `http://127.0.0.1:5000/runner${root}things/` }])
})

test('RUN-2.8.1 the form says of each field what is wrong, in the words that clients know', async (t) => {
  const { post } = await openRunner(t, { environment, worker: false })
  const sent = {
    nInit: '1.5',
    share: 'NaN',
    isLoud: 'perhaps',
    kind: 'C',
    several: 'z',
    sizes: '1,two',
    home: 'ftp://a/b',
    short: 'long',
    entitiesUrl: 'data:,x',
    zip1Url: 'file://other-host/x',
    executor: 'file:///plugin',
  }
  const { statusCode, body } = await post(`${root}process/`, sent)
  assert.equal(statusCode, 422)
  assert.deepEqual(JSON.parse(body).errors.form, {
    nInit: ['Not a valid integer.'],
    share: ['Not a valid number.'],
    isLoud: ['Not a valid boolean.'],
    kind: ['Not a valid choice.'],
    several: ['Must be one of: x, y.'],
    sizes: ['Not a valid integer.'],
    home: ['Not a valid URL.'],
    short: ['Longer than maximum length 3.'],
    entitiesUrl: ['Not a valid URL.'],
    zip1Url: ['Not a valid URL.'],
    executor: ['Not a valid URL.'],
  })
  const ranges = JSON.parse((await post(`${root}process/`, { nInit: '10', share: '0' })).body).errors.form
  assert.deepEqual(ranges, {
    nInit: ['Must be greater than or equal to 1 and less than or equal to 9.'],
    share: ['Must be greater than 0.'],
  })
})

test('RUN-2.8.1 RUN-10.3 empty and missing fields become nothing or their default; elements of lists are trimmed', async (t) => {
  const { post, settled, get } = await openRunner(t, { environment })
  await post(`${root}process/`, { nInit: '', share: ' ', names: ' a , b', kind: '', entitiesUrl: '', short: '' })

  const task = await settled('/tasks/1/')

  assert.equal(task.status, 'SUCCESS', task.log)
  assert.deepEqual((await get(String(task.outputs[0]?.href))).json(), {
    entitiesUrl: null,
    zip1Url: null,
    executor: null,
    nInit: 3,
    share: null,
    isLoud: false,
    kind: 'A',
    several: [],
    names: ['a', 'b'],
    sizes: [],
    lines: [],
    home: null,
    short: '',
    token: null,
    upload: null,
  })
})

test('RUN-8.3.3 RUN-3.2 a file comes along with the form, and a secret is kept nowhere', async (t) => {
  const { web, settled, get, platform } = await openRunner(t, { environment })
  const part = (name: string, value: string, more = '') =>
    `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
  const payload = `${part('token', 'hush-hush')}${part('upload', 'ID,x\n1,2', '; filename="../a b.csv"\r\ncontent-type: text/csv')}--x--\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const started = await web.inject({ method: 'POST', url: `/runner${root}process/`, headers, payload })
  assert.equal(started.statusCode, 303, started.body)

  const task = await settled('/tasks/1/')

  const said = (await get(String(task.outputs[0]?.href))).json()
  assert.equal(said.token, 'hush-hush', 'the plugin itself gets it')
  assert.deepEqual([said.upload.text, /[\\/]/.test(said.upload.name)], ['ID,x\n1,2', false])
  const rows = await Promise.all([
    platform.db.selectFrom('plugins_tasks').selectAll().execute(),
    platform.db.selectFrom('plugins_submissions').selectAll().execute(),
    platform.db.selectFrom('tasks_jobs').selectAll().execute(),
  ])
  assert.doesNotMatch(JSON.stringify(rows), /hush-hush/)
  assert.match(JSON.stringify(rows[0]), /\*\*\*/)
})

test('RUN-9.1.9 RUN-2.7 RUN-C7 RUN-C14 the page takes values from the address and says what is wrong, always with 200', async (t) => {
  const { get, post } = await openRunner(t, { environment, worker: false })
  const empty = await get(`${root}ui/`)
  assert.equal(empty.statusCode, 200)
  assert.equal(empty.headers['content-type'], 'text/html; charset=utf-8')
  assert.equal(empty.headers['x-frame-options'], undefined)
  assert.doesNotMatch(empty.body, /Missing data/)
  assert.match(empty.body, /<title>Every &lt;field&gt;<\/title>/)
  assert.match(empty.body, /<input id="entities_url" name="entitiesUrl"[^>]* data-input-type="data"/)
  assert.match(empty.body, /<input id="zip1_url" name="zip1Url"/)
  assert.match(
    empty.body,
    /data-input-id="entities_url" data-input="entity\/list" data-content-type="application\/json text\/csv"/,
  )
  assert.match(empty.body, /class="qhana-choose-file-button related"[^>]*data-related-input-id="entities_url"/)
  assert.match(empty.body, /data-plugin-tags="circuit-executor !deprecated"/)
  assert.match(empty.body, /<input id="token" name="token"[^>]*data-private[^>]*type="password"/)

  const filled = await get(`${root}ui/?nInit=7&kind=B&isLoud=on&entitiesUrl=http%3A%2F%2Fx%2Fy%22%3E&token=t`)
  assert.match(filled.body, /name="nInit"[^>]*value="7"/)
  assert.match(filled.body, /<option value="B" selected>second/)
  assert.match(filled.body, /name="isLoud"[^>]*checked/)
  assert.match(filled.body, /value="http:\/\/x\/y&quot;&gt;"/)
  assert.doesNotMatch(filled.body, /value="t"/, 'a password is not sent back')

  const wrong = await post(`${root}ui/`, { kind: 'nothing', nInit: '' })
  assert.equal(wrong.statusCode, 200)
  assert.match(wrong.body, /Not a valid choice\./)
  assert.doesNotMatch(wrong.body, /qhana-valid"/)
  assert.match((await post(`${root}ui/`, { kind: 'A' })).body, /qhana-valid"/)
})

test('RUN-1.2 a plugin answers at addresses of its own, keeps state, and says nothing of its bugs', async (t) => {
  const { get, post, web } = await openRunner(t, { environment, worker: false })
  assert.deepEqual((await get(`${root}things/one/?a=1`)).json(), { name: 'one', query: { a: '1' }, seen: 1 })
  assert.equal((await get(`${root}things/one/`)).json().seen, 2)
  assert.equal((await get(`${root}things/one`)).statusCode, 308)
  const failed = await post(`${root}things/`)
  assert.equal(failed.statusCode, 500)
  assert.doesNotMatch(failed.body, /secret words/)
  const refused = await web.inject({ method: 'DELETE', url: `/runner${root}things/one/` })
  assert.deepEqual([refused.statusCode, refused.headers.allow], [405, 'GET'])
})
