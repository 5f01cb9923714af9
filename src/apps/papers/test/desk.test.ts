import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addPapers,
  importEnded,
  importSample,
  openPapersHouse,
  planAsFound,
  sample,
  sendFile,
} from './pages-support.ts'

const imports = '/api/v1/papers/imports'

test('PAP-R-001 a paper is added, looked up, asked for and taken out again', async (t) => {
  const house = await openPapersHouse(t)
  const { as } = house
  const { id } = (
    await as('ada').json('POST', '/api/v1/papers/papers', { title: 'On desks', doi: '10.5555/desk' })
  ).json()

  const found = await as('cleo').get('/papers/list?q=desks')
  const asked = await as('ada').post(`/papers/list/${id}/process`)
  const taken = await as('cleo').get('/papers/list.ris?q=desks')

  assert.match(found.body, /On desks/)
  assert.equal(asked.statusCode, 303)
  assert.equal((await as('cleo').get(`/api/v1/papers/papers/${id}`)).json().status, 'pending')
  assert.match(taken.body, /TI {2}- On desks\r\n.*DO {2}- 10\.5555\/desk/s)
})

test('PAP-R-002 every page of papers can be read and used without scripts: what htmx does, a link or a form does too', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const { as, platform } = house
  const list = await importSample(house, 'messy_semicolon_cp1252.csv')
  const draft = String((await sendFile(as('ada'), '/papers/upload', sample('scopus_like.csv'))).headers.location)
  const [failed = ''] = await addPapers(platform, [{ title: 'Lost', status: 'manual', failure_code: 'bot_challenge' }])
  const pages = [
    '',
    '/list',
    '/upload',
    '/schedule',
    '/collector',
    '/manual',
    '/duplicates',
    '/log',
    '/stats',
    '/prisma',
  ]
  const addresses = [...pages.map((page) => `/papers${page}`), list, draft, `/papers/list/${failed}`]

  let looked = 0
  for (const address of addresses) {
    const { body, statusCode } = await as('ada').get(address)
    assert.equal(statusCode, 200, address)
    const elements = [...body.matchAll(/<(\w+)([^>]*\shx-(?:get|post|put|delete)="[^>]*)>/g)]
    for (const [, name = '', attributes = ''] of elements) {
      const isLive = /data-live=/.test(attributes)
      const hasOwnWay = name === 'a' ? /\shref="/.test(attributes) : name === 'form' && /\saction="/.test(attributes)
      // A menu that is fetched when it is opened holds a link to the page that says the same.
      const isMenu = name === 'details' && /hx-get="\/views\/menu/.test(attributes)
      looked++
      assert.ok(isLive || hasOwnWay || isMenu, `${address}: <${name}${attributes.slice(0, 200)}>`)
    }
  }
  assert.ok(looked > 30, `${looked} elements`)
  assert.match((await as('ada').get('/papers/list')).body, /<a class="menu-link" href="\/views\/menu\?/)
})

test('PAP-R-021 an import is accepted at once with the id of its job, which does it later', async (t) => {
  const { as, platform } = await openPapersHouse(t)

  const uploaded = await sendFile(as('ada'), imports, sample('scopus_like.csv'), { accept: 'application/json' })
  const started = await as('ada').json('POST', `${imports}/${uploaded.json().import.id}/start`)

  assert.deepEqual([uploaded.statusCode, started.statusCode], [202, 202])
  const job = await platform.db
    .selectFrom('tasks_jobs')
    .select(['task', 'state'])
    .where('id', '=', started.json().job)
    .executeTakeFirstOrThrow()
  assert.deepEqual({ ...job }, { task: 'papers.import', state: 'queued' }, 'nothing works in this house')
  const { count } = await platform.db
    .selectFrom('papers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), 0)
})

test('PAP-R-008 an upload, a paper by hand, an hour’s plan and many papers at once are jobs of one queue', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const [id] = await addPapers(platform, [{ title: 'One', doi: '10.5555/one' }])
  const page = String((await sendFile(as('ada'), '/papers/upload', sample('scopus_like.csv'))).headers.location)

  await as('ada').post(`${page}/plan`, { ...planAsFound, step: 'start' })
  await as('ada').post(`/papers/list/${id}/process`)
  await as('ada').json('POST', '/api/v1/papers/collector/start', {})
  await as('ada').json('POST', '/api/v1/papers/papers/bulk', { action: 'priority', priority: 1, q: '' })

  const jobs = await platform.db.selectFrom('tasks_jobs').select('task').orderBy('task').execute()
  const ours = new Set(jobs.map(({ task }) => task).filter((task) => task.startsWith('papers.')))
  assert.deepEqual([...ours], ['papers.bulk', 'papers.import', 'papers.plan-hour', 'papers.process'])
})

test('PAP-R-022 the page of an import asks for its progress as long as there is any, and rests afterwards', async (t) => {
  const waiting = await openPapersHouse(t)
  const page = String((await sendFile(waiting.as('ada'), '/papers/upload', sample('scopus_like.csv'))).headers.location)
  const pollsAt = (body: string): string | undefined => /id="import-[^"]*"[^>]*data-live-ms="(\d+)"/.exec(body)?.[1]
  assert.equal(pollsAt((await waiting.as('cleo').get(page)).body), undefined, 'a draft changes only by hand')

  await waiting.as('ada').post(`${page}/plan`, { ...planAsFound, step: 'start' })
  const underWay = (await waiting.as('cleo').get(page)).body
  const fragment = await waiting.as('cleo').get(`${page}/live`, { 'hx-request': 'true' })

  assert.equal(pollsAt(underWay), '2000')
  assert.match(fragment.body, /^<div id="import-/)

  const working = await openPapersHouse(t, { worker: true })
  const done = await importSample(working, 'scopus_like.csv')
  assert.equal(await importEnded(working.platform, done), 'done')
  const ended = (await working.as('cleo').get(done)).body
  assert.equal(pollsAt(ended), undefined)
  assert.match(ended, /<strong>11<\/strong><span>papers added/, 'what came of it stays to be seen')
})
