import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { startTestWorker } from '../../../../test/support/house.ts'
import { allSchedules, allTasks } from '../../../parts.ts'
import { startWorker } from '../../../platform/tasks/worker.ts'
import { runningSetting } from '../settings.ts'
import { lineCounter, openFilled, openStudies, type StudyHouse } from './support.ts'

const wordsOf = (body: string): string =>
  body
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

for (const kind of databaseKinds) {
  test(`S-009 F5 of several at once so many run as a person may, each its own, and the others follow by themselves (${kind})`, async (t) => {
    const { id, analyse, until, platform, as } = await openFilled(t, { kind })
    await platform.db.transaction().execute((tx) => platform.settings.set(tx, runningSetting, 1, 'test'))
    const runs = await Promise.all([1, 2, 3].map(() => analyse('ada', id, { 'v.ending': 'late' })))
    const rows = await platform.db
      .selectFrom('studies_analyses')
      .selectAll()
      .where('state', 'in', ['queued', 'running'])
      .execute()
    assert.equal(rows.filter(({ run }) => run !== null).length, 1, 'one alone has its place')
    const held = rows.find(({ run }) => run === null)
    assert.match(
      wordsOf((await as('ada').get(`/studies/analyses/${held?.id}`)).body),
      /It waits until your other one has ended/,
    )

    const ended = await Promise.all(runs.map((run) => until(run, 'done', 'failed')))

    assert.deepEqual(
      ended.map(({ state }) => state),
      ['done', 'done', 'done'],
    )
    assert.equal(new Set(ended.map(({ run }) => run)).size, 3)
    assert.ok(
      ended.every(({ sealed }) => sealed === null),
      'nothing stays sealed that has begun',
    )
    const times = ended.map(({ started_at, finished_at }) => [String(started_at), String(finished_at)]).sort()
    for (const [at, [from]] of times.entries())
      if (at > 0) assert.ok(String(from) >= String(times[at - 1]?.[1]), 'one after the other')
  })

  test(`S-014 S-022 F6 F7 what waits and what runs is called off, from any browser, and with its study (${kind})`, async (t) => {
    const { id, analyse, until, as, platform } = await openFilled(t, { kind })
    await platform.db.transaction().execute((tx) => platform.settings.set(tx, runningSetting, 1, 'test'))
    const running = await analyse('ada', id, { 'v.ending': 'never' })
    const held = await analyse('ada', id)
    await until(running, 'running')
    await as('ada').post(`/studies/analyses/${held}/cancel`)
    assert.equal((await until(held, 'cancelled')).run, null)

    const startedAt = performance.now()
    assert.equal((await as('ada').post(`/studies/${id}/bin`)).statusCode, 303)
    assert.equal((await until(running, 'cancelled', 'failed', 'done')).state, 'cancelled')

    assert.ok(performance.now() - startedAt < 6_000)
    assert.equal(
      (await as('ada').post(`/studies/${id}/analyses`, { kind: lineCounter, title: 'x' })).statusCode,
      409,
      'in the bin nothing begins',
    )
    await as('ada').post(`/studies/${id}/remove`)
    assert.deepEqual(await platform.db.selectFrom('studies_analyses').select('id').execute(), [])
    assert.deepEqual(
      await platform.db.selectFrom('plugins_tasks').select('seq').execute(),
      [],
      'nor do runs stay behind',
    )
    assert.deepEqual(
      await platform.db.selectFrom('files').select('name').where('data_type', '!=', 'x').execute(),
      [],
      'nor files',
    )
  })

  test(`an analysis whose worker stops in the middle goes back into the queue, and is taken up by the next (${kind})`, async (t) => {
    const { id, analyse, until, platform } = await openFilled(t, { kind, worker: false })
    const parts = { platform, tasks: await allTasks(), schedules: await allSchedules(), log: platform.log }
    const worker = await startWorker(parts)
    const run = await analyse('ada', id, { 'v.ending': 'late' })
    await until(run, 'running')

    await worker.stop(1)
    assert.equal((await until(run, 'queued', 'done')).state, 'queued')
    await startTestWorker(t, platform)

    const { state, sentence } = await until(run, 'done', 'failed')
    assert.deepEqual([state, sentence], ['done', sentence])
    const { outputs } = await resultsOf(platform, run)
    assert.equal(outputs.filter(({ name }) => name === 'lines.csv').length, 1, 'what the first try left is dropped')
  })
}

async function resultsOf(platform: StudyHouse['platform'], id: string) {
  const { run } = await platform.db
    .selectFrom('studies_analyses')
    .select('run')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const outputs = await platform.db
    .selectFrom('plugins_files')
    .selectAll()
    .where('task_seq', '=', Number(run))
    .where('is_temporary', '=', 0)
    .execute()
  return { outputs }
}

test('what an analysis says of its results is said in the language of whoever looks, and kept in English', async (t) => {
  const { id, analyse, settled, as, newestFile } = await openFilled(t)
  const run = await analyse('ada', id)
  const { sentence } = await settled(run)
  const german = { 'accept-language': 'de' }
  const at = (path: string): Promise<string> =>
    as('ada')
      .get(path, german)
      .then(({ body }) => body)

  const page = await at(`/studies/analyses/${run}`)
  const ofResults = ['Es sind 8 Zeilen.', 'Zweimal gezählt.', 'Zeilen</span>', 'How many lines there are.']
  for (const words of [...ofResults, '<h3>Zeilen</h3>', '"label":"Zahl"']) assert.ok(page.includes(words), words)
  assert.match(await at(`/studies/${id}/analyses/new`), /Zeilen zählen[\s\S]*Zählt die Zeilen einer Datei\./)
  const form = await at(`/studies/${id}/analyses/new?kind=line-counter@v1-2-0`)
  for (const words of ['Zeilen zählen</h1>', 'Gemessene Kurve', '>mit einem Absturz</option>', 'Factor'])
    assert.ok(form.includes(words), words)
  const wrong = {
    kind: lineCounter,
    title: 'Wrong',
    'v.curve': await newestFile(id),
    'v.factor': '20',
    'v.rounds': 'many',
  }
  const refused = await as('ada').post(`/studies/${id}/analyses`, wrong, german)
  for (const words of ['Muss &gt; 0, ≤ 10 sein.', 'Keine ganze Zahl.']) assert.ok(refused.body.includes(words), words)
  for (const path of [`/studies/${id}`, '/studies/analyses', `/studies/analyses/compare?ids=${run}&all=1`])
    assert.match(await at(path), /Es sind 8 Zeilen\./, path)
  assert.match(await at(`/studies/analyses/compare?ids=${run}&all=1`), /Urteil[\s\S]*Wie es endet/)
  assert.match((await as('ada').get(`/studies/analyses/${run}`)).body, /There are 8 lines\./)
  assert.equal(sentence, 'There are 8 lines.')
  assert.equal((await as('ada').get(`/api/v1/studies/analyses/${run}`, german)).json().sentence, sentence)
})

test('S-011 S-021 F8 a refused analysis stays with its reason, its log, and both ways to run it again', async (t) => {
  const { id, analyse, until, as, platform } = await openFilled(t)
  const run = await analyse('ada', id, { 'v.ending': 'refused', 'v.factor': '3', mail: '1' })

  const row = await until(run, 'failed')

  assert.deepEqual([row.failure, row.sentence], ['input', 'curve.dat, line 2: the error is 0.'])
  const { body } = await as('ada').get(`/studies/analyses/${run}`)
  for (const words of [
    'curve.dat, line 2: the error is 0.',
    'Change the file or the value',
    'read 8 lines',
    'Run again with changes',
  ])
    assert.ok(body.includes(words), words)
  const letter = await platform.db
    .selectFrom('mail_outbox')
    .selectAll()
    .where('kind', '=', 'studies.analysis-ended')
    .executeTakeFirstOrThrow()
  assert.match(letter.subject, /could not be completed: curve\.dat, line 2/)
  const changes = /href="([^"]+)" id="again-with-changes"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const form = (await as('ada').get(changes)).body
  assert.match(form, /name="v\.factor"[^>]*value="3"/)
  assert.match(form, /value="refused" selected/)
})

test('S-011 S-015 a crash is told without its insides; administrators hear of it and get inputs, scratch folder, log and trace', async (t) => {
  const { id, analyse, until, as, platform } = await openFilled(t)
  const run = await analyse('ada', id, { 'v.ending': 'crash' })

  const row = await until(run, 'failed')

  assert.equal(row.failure, 'internal')
  assert.doesNotMatch(String(row.sentence), /TypeError|passwd/)
  assert.equal((await as('ada').get(`/studies/analyses/${run}/failure-state`)).statusCode, 403)
  assert.doesNotMatch(wordsOf((await as('ada').get(`/studies/analyses/${run}`)).body), /whole state it left/)
  const told = await platform.db
    .selectFrom('mail_outbox')
    .select(['recipient', 'subject'])
    .where('kind', '=', 'studies.analysis-crashed')
    .execute()
  assert.deepEqual(
    told.map(({ recipient }) => recipient),
    ['dora@lyceum.test'],
  )
  assert.match((await as('dora').get(`/studies/analyses/${run}`)).body, /whole state it left/)
  const state = await as('dora').inject({ method: 'GET', url: `/studies/analyses/${run}/failure-state` })
  assert.equal(state.statusCode, 200)
  const names = state.rawPayload.toString('latin1')
  for (const name of ['failure.json', 'log.txt', 'scratch/half-done.txt', 'scratch/in-'])
    assert.ok(names.includes(name), name)
  const looked = await platform.db
    .selectFrom('activity_entries')
    .select('actor')
    .where('action', '=', 'studies.looked-into')
    .execute()
  assert.ok(looked.length >= 2, 'that an administrator looked is written down')
  const { used } = await (await import('../quotas.ts')).quotasOf(platform, platform.db, row.owner_id)
  assert.equal(used.analyses, 0, 'what the house failed counts for nothing')
})

test('S-008 F3 ranges, names and files are judged where they are written, whatever the page had checked', async (t) => {
  const { id, as, newestFile, platform } = await openFilled(t)
  const file = await newestFile(id)
  const ask = (values: Record<string, string>) =>
    as('ada').post(`/studies/${id}/analyses`, { kind: lineCounter, title: 'One', 'v.curve': file, ...values })
  for (const [values, words] of [
    [{ 'v.factor': '11' }, 'Must be &gt; 0, ≤ 10.'],
    [{ 'v.rounds': '1.5' }, 'Not a valid integer.'],
    [{ 'v.ending': 'badly' }, 'Not a valid choice.'],
    [{ 'v.curve': '' }, 'Please choose a file.'],
    [{ 'v.curve': crypto.randomUUID() }, 'This file is not in the study any more.'],
    [{ title: '   ' }, 'Please give it a name.'],
    [{ title: 'x'.repeat(81) }, 'At most 80 characters.'],
  ] as const) {
    const { statusCode, body } = await ask(values)
    assert.equal(statusCode, 422, JSON.stringify(values))
    assert.ok(body.includes(words), words)
    assert.match(body, /<form[^>]*id="analysis-form"/, 'the form comes back')
  }
  const others = await (async () => {
    const other = await as('ben').post('/studies/new', { title: 'Ben’s' })
    return String(other.headers.location).split('/').at(-1) ?? ''
  })()
  assert.equal(
    (await as('ben').post(`/studies/${others}/analyses`, { kind: lineCounter, title: 'One', 'v.curve': file }))
      .statusCode,
    422,
    'nor a file of somebody else’s',
  )
  assert.deepEqual(await platform.db.selectFrom('studies_analyses').select('id').execute(), [])
})

test('S-023 the same once more takes the same values and files, and makes the same results', async (t) => {
  const { id, analyse, until, as, platform } = await openFilled(t)
  const first = await until(await analyse('ada', id, { 'v.factor': '2.5' }), 'done')

  const { headers } = await as('ada').post(`/studies/analyses/${first.id}/again`)
  const second = await until(String(headers.location).split('/').at(-1) ?? '', 'done')

  assert.notEqual(second.id, first.id)
  assert.match(second.title, / \(2\)$/)
  for (const column of ['parameters_json', 'inputs_json', 'kind'] as const) assert.equal(second[column], first[column])
  const hashes = async (one: string) => {
    const { outputs } = await resultsOf(platform, one)
    return Promise.all(
      outputs.map(async ({ file_id }) => (await platform.files.find(platform.db, String(file_id)))?.sha256),
    )
  }
  assert.deepEqual(await hashes(second.id), await hashes(first.id))
})

test('a sweep asks for one analysis of each value, a preset fills the form, and results stand side by side', async (t) => {
  const { id, as, newestFile, platform, until } = await openFilled(t)
  const file = await newestFile(id)
  const form = { kind: lineCounter, title: 'Sweep', 'v.curve': file, 'v.withPlot': '1' }
  assert.equal(
    (await as('ada').post(`/studies/${id}/analyses`, { ...form, 'sweep.field': 'factor', 'sweep.values': '1..3 20' }))
      .statusCode,
    422,
  )
  const { statusCode } = await as('ada').post(`/studies/${id}/analyses`, {
    ...form,
    'sweep.field': 'factor',
    'sweep.values': '0.1..0.3 step 0.1',
  })
  assert.equal(statusCode, 303)
  const rows = await platform.db.selectFrom('studies_analyses').selectAll().orderBy('id').execute()
  assert.deepEqual(
    rows.map(({ title }) => title),
    ['Sweep (Factor 0.1)', 'Sweep (Factor 0.2)', 'Sweep (Factor 0.3)'],
  )
  for (const row of rows) await until(row.id, 'done')

  const query = new URLSearchParams(rows.map((row) => ['ids', row.id]))
  const { body } = await as('ada').get(`/studies/analyses/compare?${query}`)
  assert.match(wordsOf(body), /Factor 0\.1 0\.2 0\.3/)
  assert.doesNotMatch(wordsOf(body), /Rounds/, 'what is alike is left out')
  assert.match(wordsOf((await as('ada').get(`/studies/analyses/compare?${query}&all=1`)).body), /Rounds 1 1 1/)
  assert.equal((await as('ben').get(`/studies/analyses/compare?${query}`)).statusCode, 404)

  const kept = await as('ada').post(`/studies/${id}/presets`, { ...form, 'v.rounds': '42', preset: 'Forty-two' })
  assert.equal(kept.statusCode, 303)
  const chooser = (await as('ada').get(String(kept.headers.location))).body
  const link = /class="chip" href="([^"]+)">Forty-two/.exec(chooser)?.[1]?.replaceAll('&amp;', '&') ?? ''
  assert.match((await as('ada').get(link)).body, /name="v\.rounds"[^>]*value="42"/)
})

test('S-009 F3 limits hold where a thing is made, say the number, and one person may be allowed more', async (t) => {
  const { as, platform, study } = await openStudies(t, { worker: false })
  const { studiesSetting } = await import('../settings.ts')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, studiesSetting, 2, 'test'))
  const first = await study('ada', 'One')
  await study('ada', 'Two')
  const refused = await as('ada').post('/studies/new', { title: 'Three' })
  assert.equal(refused.statusCode, 409)
  assert.match(refused.body, /You have 2 of 2 studies, those in the bin included/)
  await as('ada').post(`/studies/${first}/bin`)
  assert.equal((await as('ada').post('/studies/new', { title: 'Three' })).statusCode, 409, 'the bin is no way round')

  await as('ada').post('/studies/storage/wish', { wish: 'Ten studies for the spring school' })
  assert.match((await as('ada').get('/studies/storage')).body, /Ten studies for the spring school/)
  await platform.db.updateTable('studies_limits').set({ studies: 3 }).execute()
  assert.equal((await as('ada').post('/studies/new', { title: 'Three' })).statusCode, 303)
  assert.equal((await as('ada').post('/studies/new', { title: 'Four' })).statusCode, 409)
  assert.equal(
    (await as('ben').post('/studies/new', { title: 'Three' })).statusCode,
    303,
    'others have limits of their own',
  )
})

test('F3 of many at once no more are made than there is room for', async (t) => {
  const { as, platform } = await openStudies(t, { worker: false, kind: 'postgres' })
  const { studiesSetting } = await import('../settings.ts')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, studiesSetting, 3, 'test'))

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, at) => as('ada').post('/studies/new', { title: `Study ${at}` })),
  )

  assert.equal(answers.filter(({ statusCode }) => statusCode === 303).length, 3)
})

test('F4 names of any script are kept apart, and two that read alike are one', async (t) => {
  const { as, study, platform } = await openStudies(t, { worker: false })
  for (const title of ['蛋白質', 'белок', '…', '../../etc', 'a', 'nul']) await study('ada', title)
  for (const twin of ['  белок ', 'БЕЛОК', 'Ａ'])
    assert.equal((await as('ada').post('/studies/new', { title: twin })).statusCode, 409, twin)
  assert.equal((await as('ben').post('/studies/new', { title: 'белок' })).statusCode, 303)
  const rows = await platform.db.selectFrom('studies_studies').select(['id', 'title']).execute()
  assert.equal(rows.length, 7)
  assert.ok(
    rows.every(({ id }) => /^[0-9a-f-]{36}$/.test(id)),
    'nothing is named after what somebody typed',
  )
})

test('S-022 progress and log are there while it runs, and an estimate only with its basis', async (t) => {
  const { id, analyse, until, as } = await openFilled(t)
  for (let run = 0; run < 3; run++) await until(await analyse('ada', id), 'done')
  const running = await analyse('ada', id, { 'v.ending': 'never', 'v.rounds': '5' })
  await until(running, 'running')
  const card = async () =>
    wordsOf((await as('ada').get(`/studies/analyses/${running}/card`, { 'hx-request': 'true' })).body)
  for (let asked = 0; asked < 100 && !/5 \/ 5 rounds/.test(await card()); asked++)
    await new Promise((done) => setTimeout(done, 30))

  assert.match(await card(), /5 \/ 5 rounds .*Usually .* by 3 runs\..* read 8 lines/)
  await as('ada').post(`/studies/analyses/${running}/cancel`)
  await until(running, 'cancelled')
  const ended = await as('ada').get(`/studies/analyses/${running}/card`, { 'hx-request': 'true' })
  assert.equal(ended.headers['hx-refresh'], 'true', 'the page around it is loaded anew')
})
