import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { unpacked } from '../../../../test/support/archives.ts'
import { tokenOf } from './members.ts'
import { openRunner } from './support.ts'

const environment = {
  LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins', 'fields'),
  LYCEUM_RUNNER_ACCESS: 'members',
}
const textOf = (body: string): string => body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('a run that a form of a plugin began says how it was made, in a methods text, citations, a command, a request and an RO-Crate, and runs again', async (t) => {
  const { post, settled, as, platform } = await openRunner(t, { environment })
  const ada = await tokenOf({ platform }, 'ada')
  await post('/plugins/hello-world@v0-2-1/process/', { inputStr: "it's me" }, ada.headers)
  const first = await settled('/tasks/1/', ada.headers)
  assert.equal(first.status, 'SUCCESS', first.log)

  const page = textOf((await as('ada').get('/plugins/tasks/1')).body)

  assert.match(
    page,
    /Hello world \(hello-world v0\.2\.1\) was run in Lyceum [\d.]+\S* on \d{4}-\d\d-\d\d\. Settings: .*it&#39;s me/,
  )
  assert.match(page, /lyceum plugins run hello-world@v0-2-1 &#39;inputStr=it&#39;\\&#39;&#39;s me&#39;/)
  assert.match(page, /curl -H .*--data-urlencode .*inputStr=.*\/runner\/plugins\/hello-world@v0-2-1\/process\//)
  assert.match((await as('ada').get('/plugins/tasks/1/citations.bib')).body, /@software\{hello-world-v0-2-1,/)
  const archive = await as('ada').inject({ method: 'GET', url: '/plugins/tasks/1/results.zip' })
  const files = await unpacked(archive.rawPayload)
  const result = first.outputs[0]?.name ?? ''
  const bytes = files.get(`results/${result}`) ?? assert.fail([...files.keys()].join())
  const crate = JSON.parse(String(files.get('ro-crate-metadata.json')))['@graph'] as Record<string, unknown>[]
  const described = crate.find((one) => one['@id'] === `results/${encodeURIComponent(result)}`)
  assert.equal(described?.sha256, createHash('sha256').update(bytes).digest('hex'))
  assert.ok(files.has('methods.txt'))
  for (const path of ['', '/results.zip', '/citations.bib'])
    assert.equal((await as('ben').get(`/plugins/tasks/1${path}`)).statusCode, 404, path)

  assert.equal((await as('ben').post('/plugins/tasks/1/again')).statusCode, 404)
  assert.equal((await as('ada').post('/plugins/tasks/1/again')).headers.location, '/plugins/tasks/2')
  const second = await settled('/tasks/2/', ada.headers)
  assert.deepEqual([second.status, second.log], ['SUCCESS', first.log])
})

test('a file of the house is named with its hash; what held a secret is not repeated, and says so', async (t) => {
  const { post, settled, as, platform } = await openRunner(t, { environment })
  const ada = await tokenOf({ platform }, 'ada')
  await post('/plugins/hello-world@v0-2-1/process/', { inputStr: 'x' }, ada.headers)
  const [made] = (await settled('/tasks/1/', ada.headers)).outputs
  const form = { entitiesUrl: made?.href ?? '', token: 'hush', isLoud: '1' }
  await post('/plugins/Every Field@v2-0-1rc1/process/', form, ada.headers)
  await settled('/tasks/2/', ada.headers)

  const { body } = await as('ada').get('/plugins/tasks/2')

  const { sha256 } = await platform.db
    .selectFrom('plugins_files')
    .innerJoin('files', 'files.id', 'plugins_files.file_id')
    .select('files.sha256')
    .where('plugins_files.task_seq', '=', 1)
    .executeTakeFirstOrThrow()
  assert.match(textOf(body), new RegExp(`entitiesUrl ${made?.name} SHA-256 ${sha256}`))
  assert.doesNotMatch(body, /hush|action="\/plugins\/tasks\/2\/again"/)
  const refused = await as('ada').post('/plugins/tasks/2/again')
  assert.equal(refused.statusCode, 410)
  assert.match(refused.body, /Open its form instead/)
})

test('a result is sent to a plugin that takes its type: those that name it come first, and the form holds it then', async (t) => {
  const { post, settled, as, platform } = await openRunner(t, { environment })
  const ada = await tokenOf({ platform }, 'ada')
  await post('/plugins/hello-world@v0-2-1/process/', { inputStr: 'x' }, ada.headers)
  await settled('/tasks/1/', ada.headers)
  assert.match((await as('ada').get('/plugins/tasks/1')).body, /href="\/plugins\/send\?data=[^"]*name=out\.txt">/)
  const data = 'https://house.test/entities.json'
  const file = { data, type: 'entity/list', content: 'application/json', name: 'entities.json' }

  const { body } = await as('ada').get(`/plugins/send?${new URLSearchParams(file)}`)

  const [meant = '', anything = ''] = body.split('<h2>').slice(1)
  const link = /href="([^"]+)"><[^>]*><\/[^>]*> Every/.exec(meant)?.[1] ?? /href="([^"]*Every[^"]*)"/.exec(meant)?.[1]
  assert.match(meant, /^Meant for it/)
  assert.doesNotMatch(anything, /Every/)
  const form = (await as('ada').get(link?.replaceAll('&amp;', '&') ?? assert.fail(meant))).body
  assert.match(form, /<iframe [^>]*\?entitiesUrl=https%3A%2F%2Fhouse\.test%2Fentities\.json&amp;/)
  const forged = new URLSearchParams({ fill: 'token', data })
  assert.doesNotMatch((await as('ada').get(`/plugins/hello-world@v0-2-1?${forged}`)).body, /<iframe [^>]*house\.test/)
  for (const bad of ['javascript:alert(1)', 'file:///etc/passwd'])
    assert.equal((await as('ada').get(`/plugins/send?${new URLSearchParams({ data: bad })}`)).statusCode, 422)
})
