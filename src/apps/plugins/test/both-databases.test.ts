import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { deleteBlob, deleteState, getBlob, getState, setBlob, setState } from '../queries/kept.ts'
import { insertLink, listLinks } from '../queries/tasks.ts'
import { openRunner } from './support.ts'

const multi = '/plugins/hello-world-multi-step@v0-2-1/'

for (const kind of databaseKinds) {
  test(`RUN-9.2.3 RUN-3.6 a task in two steps runs, tells its subscribers once, and keeps its data (${kind})`, async (t) => {
    const { post, settled, as, platform } = await openRunner(t, { kind })
    await post(`${multi}process/`, { inputStr: 'one' })
    await settled('/tasks/1/')
    const wish = { command: 'subscribe', webhookHref: 'http://localhost:9/hook' }
    for (const _twice of [1, 2]) assert.equal((await as('anon').json('POST', '/runner/tasks/1/', wish)).statusCode, 200)
    const answers = await Promise.all([1, 2, 3].map(() => post(`${multi}1/demo-step-process/`, { inputStr: 'two' })))
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode).sort(),
      [303, 409, 409],
      'of several at once one is taken',
    )

    const task = await settled('/tasks/1/')

    assert.equal(task.status, 'SUCCESS', task.log)
    assert.equal(task.outputs.length, 2)
    const row = await platform.db.selectFrom('plugins_tasks').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual(JSON.parse(row.data_json), { first: 'one' })
    assert.equal(row.seq, 1)
    const told = await platform.db
      .selectFrom('tasks_jobs')
      .select('input_json')
      .where('task', '=', 'plugins.notify')
      .execute()
    assert.deepEqual(
      told.map(({ input_json }) => JSON.parse(input_json).notices),
      [[1], [2, 3]],
      'of the form once, and of the end',
    )
    const left = () => platform.db.selectFrom('plugins_notices').selectAll().execute()
    for (let looked = 0; looked < 100 && (await left()).length > 0; looked++) await sleep(50)
    assert.deepEqual(await left(), [], 'nothing is left to say')
  })

  test(`RUN-5.7 a plugin keeps JSON and bytes under keys of its own (${kind})`, async (t) => {
    const { post, platform } = await openRunner(t, { kind, worker: false })
    const { db } = platform
    await setState(db, 'a@1', 'key', { deep: [1, 'ä'] })
    await setState(db, 'a@1', 'key', { deep: [2] })
    await setState(db, 'b@1', 'key', null)
    assert.deepEqual([await getState(db, 'a@1', 'key'), await getState(db, 'b@1', 'key')], [{ deep: [2] }, null])
    await deleteState(db, 'a@1', 'key')
    assert.equal(await getState(db, 'a@1', 'key'), undefined)
    await setBlob(db, 'a@1', 'key', new Uint8Array([0, 255, 7]))
    assert.deepEqual([...((await getBlob(db, 'a@1', 'key')) ?? [])], [0, 255, 7])
    await deleteBlob(db, 'a@1', 'key')
    assert.equal(await getBlob(db, 'a@1', 'key'), undefined)

    await post('/plugins/hello-world@v0-2-1/process/', { inputStr: 'x' })
    for (const type of ['of-weights', 'of-evaluate', 'of-weights'])
      await insertLink(db, { task_seq: 1, type, href: `http://x/${type}` })
    assert.deepEqual(
      (await listLinks(db, 1)).map(({ type }) => type),
      ['of-weights', 'of-evaluate'],
    )
  })

  test(`RUN-1.8 RUN-2.4 a virtual plugin is listed while its parent is loaded (${kind})`, async (t) => {
    const { get, platform } = await openRunner(t, { kind, worker: false })
    const virtual = { version: '1', description: 'Made up.', tags_json: '["rest-connector"]' }
    const rows = [
      { ...virtual, parent: 'hello-world', name: 'first', href: 'http://x/first/' },
      { ...virtual, parent: 'gone@v1', name: 'second', href: 'http://x/second/' },
    ]
    await platform.db.insertInto('plugins_virtual').values(rows).execute()
    const { plugins } = (await get('/plugins/')).json()
    const found = plugins.find(({ name }: { name: string }) => name === 'first')
    assert.deepEqual([found.apiRoot, found.identifier, found.tags], ['http://x/first/', 'first@1', ['rest-connector']])
    assert.ok(!plugins.some(({ name }: { name: string }) => name === 'second'))
    assert.equal((await get('/plugins/first/')).statusCode, 404, 'it is not among the names that lead to a version')
  })
}

test('RUN-2.12 the description of the API names every plugin, and refers to nothing that is not there', async (t) => {
  const { get } = await openRunner(t, { worker: false })
  const spec = (await get('/api-spec.json')).json()
  assert.deepEqual([spec.openapi, spec.info], ['3.0.2', { title: 'QHAna plugin runner api.', version: 'v1' }])
  assert.ok(spec.tags.some(({ name }: { name: string }) => name === 'hello-world@v0-2-1'))
  const process = spec.paths['/runner/plugins/hello-world@v0-2-1/process/'].post
  const { schema } = process.requestBody.content['application/x-www-form-urlencoded']
  assert.deepEqual(schema.required, ['inputStr'])
  for (const [, path = ''] of JSON.stringify(spec).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    let place: unknown = spec
    for (const key of path.split('/')) place = (place as Record<string, unknown> | undefined)?.[key]
    assert.ok(place, path)
  }
})
