import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { startTestWorker } from '../../../../test/support/house.ts'
import { runningSetting } from '../settings.ts'
import { curve, openFilled, openStudies } from './support.ts'

for (const kind of databaseKinds)
  test(`S-006 everything one computed is one list over all studies: found, narrowed, taken along, and removed together, which makes place for what waits (${kind})`, async (t) => {
    const { as, study, upload, analyse, until, platform } = await openStudies(t, { kind, worker: false })
    const studies = [await study('ada', 'Calmodulin'), await study('ada', 'Lysozyme')]
    for (const [at, id] of studies.entries()) await upload('ada', id, 'a.dat', `${curve}0.${9 - at} 1 1\n`)
    const [first = '', second = ''] = studies
    const ids = [
      await analyse('ada', first, { title: 'Early' }),
      await analyse('ada', second, { title: 'Late 100%' }),
      await analyse('ada', first, { title: 'Last' }),
    ]
    await as('ada').post(`/studies/analyses/${ids[1]}/cancel`)
    const listed = async (query = '', who: 'ada' | 'ben' = 'ada') =>
      [
        ...(await as(who).get(`/studies/analyses${query}`)).body.matchAll(
          /href="\/studies\/analyses\/[\w-]{36}">([^<]+)</g,
        ),
      ].map(([, title]) => title)

    assert.deepEqual(await listed(), ['Last', 'Late 100%', 'Early'])
    assert.deepEqual(await listed('?q=lysozyme'), ['Late 100%'])
    assert.deepEqual(await listed('?q=0%25'), ['Late 100%'], 'a sign that databases take for another is itself')
    assert.deepEqual(await listed('?state=cancelled'), ['Late 100%'])
    assert.deepEqual(await listed('?kind=none'), [])
    assert.deepEqual(await listed('', 'ben'), [], 'nobody sees what others computed')
    const csv = (await as('ada').get('/studies/analyses.csv?q=early')).body.trim().split(/\r?\n/)
    assert.equal(csv.length, 2)
    assert.match(csv[1] ?? '', /^Early,queued,Calmodulin,/)

    const remove = (who: 'ada' | 'ben', chosen: readonly string[]) =>
      as(who).post('/studies/analyses/remove', { id: chosen } as unknown as Record<string, string>)
    await remove('ben', ids)
    assert.equal((await listed()).length, 3, 'nor can they remove it')
    await remove('ada', ids.slice(0, 2))
    assert.deepEqual(await listed(), ['Last'])
    assert.deepEqual(await platform.db.selectFrom('plugins_tasks').select('seq').execute(), [], 'runs go along')
    await startTestWorker(t, platform)
    await until(ids[2] ?? '', 'done')
  })

test('S-022 the list of a study says how far its analyses are and why they wait, listens to those alone, and rests when all have ended', async (t) => {
  const { id, as, analyse, until, platform } = await openFilled(t)
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, runningSetting, 1, 'test'))
  const running = await analyse('ada', id, { 'v.ending': 'never', 'v.rounds': '4' })
  const held = await analyse('ada', id)
  await until(running, 'running')
  const list = async () => (await as('ada').get(`/studies/${id}/analyses`, { 'hx-request': 'true' })).body
  for (let asked = 0; asked < 100 && !(await list()).includes('read 8 lines'); asked++)
    await new Promise((done) => setTimeout(done, 30))

  const body = await list()

  assert.match(body, /100 % .*read 8 lines/)
  assert.match(body, /Waits for another of yours/)
  const topics = /data-live="([^"]+)"/.exec(body)?.[1]?.split(' ') ?? []
  assert.deepEqual(
    topics.filter((topic) => topic.startsWith('studies/')).sort(),
    [running, held].map((one) => `studies/analysis/${one}`).sort(),
  )
  assert.equal(topics.filter((topic) => topic.startsWith('job/')).length, 1)
  const heard: string[] = []
  const stop = platform.live.subscribe([`studies/analysis/${held}`], (topic) => void heard.push(topic))
  await as('ada').post(`/studies/analyses/${running}/cancel`)
  await until(held, 'done')
  stop()
  assert.ok(heard.length > 0, 'what waited says when it begins')
  assert.doesNotMatch(await list(), /data-live=/)
  assert.equal((await as('ben').get(`/studies/${id}/analyses`)).statusCode, 404)
})
