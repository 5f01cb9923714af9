import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { tokenOf } from './members.ts'
import { openRunner } from './support.ts'

const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/stepper') }
const root = '/plugins/stepper@v1-0-0/'

test('RUN-3.1.4 RUN-3.3 RUN-5.6 RUN-9.2.4 RUN-9.2.7 steps repeat, progress counts them, and nested data goes from one to the next', async (t) => {
  const { post, settled } = await openRunner(t, { environment })
  await post(`${root}process/`)
  const first = await settled('/tasks/1/')
  assert.equal('progress' in first, false, 'a value of 0 is not shown')
  assert.deepEqual(
    first.steps?.map(({ stepId, cleared }) => [stepId, cleared]),
    [['ask', false]],
  )

  assert.equal((await post(`${root}1/ask-process/`, { act: 'again' })).statusCode, 303)
  const second = await settled('/tasks/1/')
  assert.deepEqual(second.progress, { start: 0, target: 2, unit: '', value: 1 })
  assert.deepEqual(
    second.steps?.map(({ stepId, cleared }) => [stepId, cleared]),
    [
      ['ask', true],
      ['ask-2', false],
    ],
  )

  await post(`${root}1/ask-process/`, { act: 'done' })
  const done = await settled('/tasks/1/')
  assert.equal(done.log, '[{"n":3},{"n":10},{"n":10}]')
  assert.deepEqual(done.progress, { start: 0, target: 2, unit: '', value: 2 })
  assert.equal(done.steps?.length, 2, 'steps stay')
})

test('RUN-9.2.4 RUN-3.1.3 a step that is open when its task fails stays so, and takes nothing any more', async (t) => {
  const { post, settled, get } = await openRunner(t, { environment })
  await post(`${root}process/`)
  await settled('/tasks/1/')
  assert.equal((await post(`${root}1/break/`)).statusCode, 204)
  for (let looked = 0; (await get('/tasks/1/')).json().status === 'PENDING' && looked < 200; looked++) await sleep(50)
  const task = (await get('/tasks/1/')).json()
  assert.deepEqual([task.status, task.steps[0].cleared], ['FAILURE', false])
  assert.match(task.log, /broken while it waited/)
  assert.equal((await post(`${root}1/ask-process/`, { act: 'done' })).statusCode, 409)
})

test('RUN-3.1.2 RUN-3.2 log, progress and results so far are seen while it runs; on the wire results come with the end', async (t) => {
  const { post, get, as, platform } = await openRunner(t, {
    environment: { ...environment, LYCEUM_RUNNER_ACCESS: 'members' },
  })
  const ada = await tokenOf({ platform }, 'ada')
  const told: string[] = []
  await post(`${root}process/`, { pace: 'slow', token: 'hush' }, ada.headers)
  const { id } = await platform.db.selectFrom('tasks_jobs').select('id').executeTakeFirstOrThrow()
  const stop = platform.live.subscribe([`job/${id}`], (topic) => void told.push(topic))
  const page = async () => (await as('ada').get('/plugins/tasks/1')).body
  for (let looked = 0; !(await page()).includes('early.txt') && looked < 200; looked++) await sleep(50)
  assert.match(await page(), /Results so far/)
  for (let looked = 0; !(await page()).includes('begun') && looked < 200; looked++) await sleep(50)
  const task = (await get('/tasks/1/', ada.headers)).json()
  assert.deepEqual([task.log, task.outputs, task.progress.value], ['begun', [], 1])
  assert.ok(told.length > 0, 'whoever looks is told')
  stop()

  await platform.db.transaction().execute((tx) => platform.tasks.cancel(tx, id, 'system'))
  for (let looked = 0; !(await page()).includes('Once more') && looked < 200; looked++) await sleep(50)
  assert.equal((await get('/tasks/1/', ada.headers)).json().outputs[0].name, 'early.txt')
  const again = (await as('ada').get('/plugins/stepper@v1-0-0?again=1')).body
  assert.match(again, /data-autofill="\{&quot;pace&quot;:&quot;slow&quot;\}"/, 'what is secret is not kept')
  assert.doesNotMatch((await as('ben').get('/plugins/stepper@v1-0-0?again=1')).body, /data-autofill/)
})

test('RUN-A1 RUN-A4 RUN-10.2 a backend posts, follows to the task, subscribes, and finds nothing but the keys that it knows', async (t) => {
  const { post, get, web, settled } = await openRunner(t, { environment })
  const started = await post('/plugins/hello-world-multi-step@v0-2-1/process/', { inputStr: 'x' })
  const task = await get(String(started.headers.location))
  assert.equal(task.statusCode, 200, 'the final address answers at once')
  const link = task.json().links.find(({ type }: { type: string }) => type === 'subscribe')
  const subscribed = await web.inject({
    method: 'POST',
    url: new URL(link.href).pathname,
    headers: { 'content-type': 'application/JSON' },
    payload: JSON.stringify({ command: 'subscribe', webhookHref: 'http://backend:9090/webhooks/1' }),
  })
  assert.equal(subscribed.statusCode, 200)
  const waiting = await settled('/tasks/1/')
  assert.deepEqual(Object.keys(waiting.steps?.[0] ?? {}).sort(), ['cleared', 'href', 'stepId', 'uiHref'])
  assert.deepEqual(Object.keys(waiting.progress ?? {}).sort(), ['start', 'target', 'unit', 'value'])
  assert.ok([waiting.steps?.[0]?.href, waiting.steps?.[0]?.uiHref].every((one) => /^http:\/\//.test(String(one))))
})
