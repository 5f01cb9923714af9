import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importEnded, importSample, openPapersHouse, planAsFound, sample, sendFile } from './pages-support.ts'

test('PAP-R-020 a list is uploaded, looked at, imported, and its papers are one step away', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const ada = house.as('ada')

  const uploaded = await sendFile(ada, '/papers/upload', sample('scopus_like.csv'))
  assert.equal(uploaded.statusCode, 303)
  const page = String(uploaded.headers.location)
  const draft = await ada.get(page)
  assert.match(draft.payload, /The columns are those of Scopus/)
  assert.match(draft.payload, /name="column-0"/)
  assert.match(draft.payload, /<option value="doi" selected>/)

  const started = await ada.post(`${page}/plan`, { ...planAsFound, step: 'start' })
  assert.equal(started.statusCode, 303)
  assert.equal(await importEnded(house.platform, page), 'done')
  const done = (await ada.get(page)).payload
  assert.match(done, /href="\/papers\/upload" aria-current="page"/)
  assert.doesNotMatch(done, /href="\/papers" aria-current/)
  assert.match(done, /papers added/)
  assert.match(done, new RegExp(`/papers/list\\?import=${page.split('/').at(-1)}`))
  assert.doesNotMatch(done, /data-live="papers/, 'a finished import is not asked about again')
})

test('PAP-R-024 a mapping made by hand is kept, and a list without identity comes back with a message', async (t) => {
  const { as } = await openPapersHouse(t)
  const ada = as('ada')
  const file = { name: 'odd.csv', content: 'name,where\nA paper,Somewhere\n' }
  const page = String((await sendFile(ada, '/papers/upload', file)).headers.location)

  const refused = await ada.post(`${page}/plan`, {
    ...planAsFound,
    step: 'start',
    'column-0': '',
    'column-1': 'journal',
  })
  assert.equal(refused.statusCode, 422)
  assert.match(refused.payload, /No column is known to hold titles or DOIs/)

  await ada.post(`${page}/plan`, { ...planAsFound, step: 'stay', 'column-0': 'title', 'column-1': 'journal' })
  const drawn = (await ada.get(page)).payload
  assert.match(drawn, /id="field-column-0"[^>]*>.*?<option value="title" selected>/s)
})

test('PAP-R-024 a dry run says what would happen and writes no paper', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const ada = house.as('ada')
  const page = String((await sendFile(ada, '/papers/upload', sample('messy_semicolon_cp1252.csv'))).headers.location)

  await ada.post(`${page}/plan`, { ...planAsFound, step: 'check' })
  assert.equal(await importEnded(house.platform, page), 'draft')

  assert.match((await ada.get(page)).payload, /What would happen/)
  assert.match((await ada.get('/papers/list')).payload, /Papers come from lists/)
})

test('PAP-5.4 what there is to say about rows can be taken home, and rows left out can be sent again', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const ada = house.as('ada')
  const file = { name: 'rows.csv', content: 'title,doi\nGood,10.5555/good\nBad,=hello\n,\n' }
  const page = String((await sendFile(ada, '/papers/upload', file)).headers.location)
  await ada.post(`${page}/plan`, { ...planAsFound, step: 'start' })
  assert.equal(await importEnded(house.platform, page), 'done')

  const shown = (await ada.get(`${page}?severity=error`)).payload
  assert.match(shown, /The text in the DOI column is not a DOI/)
  const issues = (await house.as('cleo').get(`${page}/issues.csv`)).payload
  assert.match(issues, /doi_invalid/)
  assert.match(issues, /'=hello/, 'no cell is a live formula')
  const rejected = await ada.get(`${page}/rejected.csv`)
  assert.match(rejected.payload, /Bad,=hello/)
  assert.match(String(rejected.headers['content-disposition']), /rows-rejected\.csv/)
  assert.equal((await house.as('anon').get(`${page}/issues.csv`)).statusCode, 303)
  assert.equal((await ada.get(`/api/v1/papers/imports/${page.split('/').at(-1)}/rejected`)).statusCode, 200)
})

test('PAP-R-024 an import is taken back, and the page says so', async (t) => {
  const house = await openPapersHouse(t, { worker: true })
  const page = await importSample(house, 'papers_minimal.csv')

  const answer = await house.as('ada').post(`${page}/roll-back`)
  assert.equal(answer.statusCode, 303)
  assert.equal(await importEnded(house.platform, page), 'rolled_back')
  assert.match((await house.as('ada').get(page)).payload, /Taken back/)
})

test('R-P3 starting twice starts one import', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const ada = as('ada')
  const page = String((await sendFile(ada, '/papers/upload', sample('papers_minimal.csv'))).headers.location)

  const answers = await Promise.all([1, 2, 3].map(() => ada.post(`${page}/plan`, { ...planAsFound, step: 'start' })))
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [303, 409, 409])
  const jobs = await platform.db.selectFrom('tasks_jobs').select('id').where('task', '=', 'papers.import').execute()
  assert.equal(jobs.length, 1)
})

test('PAP-R-020 what is no list is refused on the page it came from, and nothing is kept', async (t) => {
  const { as, platform } = await openPapersHouse(t)
  const cases = [
    { name: 'empty.csv', content: '', says: /empty/i },
    { name: 'paper.csv', content: '%PDF-1.7 …', says: /PDF document/ },
    { name: 'page.csv', content: '<!doctype html><html></html>', says: /web page/ },
  ]
  for (const { says, ...file } of cases) {
    const answer = await sendFile(as('ada'), '/papers/upload', file)
    assert.equal(answer.statusCode, 422, file.name)
    assert.match(answer.payload, says)
    assert.match(answer.payload, /id="upload-form"/, 'the form is there again')
  }
  assert.deepEqual(await platform.db.selectFrom('papers_imports').select('id').execute(), [])
})

test('PAP-R-020 two gigabytes are refused by their announced size, before they are sent', async (t) => {
  const { as } = await openPapersHouse(t)
  const answer = await as('ada').inject({
    method: 'POST',
    url: '/papers/upload',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(2 * 1024 ** 3) },
  })
  assert.equal(answer.statusCode, 413)
})

test('PAP-R-020 pasted DOIs become a list of their own', async (t) => {
  const { as } = await openPapersHouse(t)
  const answer = await as('ada').post('/papers/upload/dois', { dois: '10.1038/nature12373\n"odd", one\n' })
  assert.equal(answer.statusCode, 303)
  assert.match((await as('ada').get(String(answer.headers.location))).payload, /10\.1038\/nature12373/)

  const refused = await as('ada').post('/papers/upload/dois', { dois: '  ' })
  assert.equal(refused.statusCode, 422)
})

test('R-V8 readers see lists and bring none; nobody in particular signs in first', async (t) => {
  const { as } = await openPapersHouse(t)
  const page = String((await sendFile(as('ada'), '/papers/upload', sample('papers_minimal.csv'))).headers.location)

  assert.equal((await as('cleo').get(page)).statusCode, 200)
  assert.equal((await as('cleo').get('/papers/upload')).statusCode, 200)
  assert.doesNotMatch((await as('cleo').get('/papers/upload')).payload, /id="upload-form"/)
  assert.equal((await sendFile(as('cleo'), '/papers/upload', sample('papers_minimal.csv'))).statusCode, 403)
  for (const part of ['plan', 'start', 'cancel', 'roll-back', 'remove'])
    assert.equal((await as('cleo').post(`${page}/${part}`)).statusCode, 403, part)
  assert.match(String((await as('anon').get(page)).headers.location), /^\/sign-in/)
  assert.equal((await as('ada').get('/papers/imports/unknown')).statusCode, 404)
})

test('R-V1 what a list holds is text on every page that shows it', async (t) => {
  const { as } = await openPapersHouse(t)
  const evil = '<img src=x onerror=alert(1)>'
  const file = { name: `${evil}.csv`.replaceAll('"', ''), content: `title,"${evil}"\n"${evil}",x\n` }
  const page = String((await sendFile(as('ada'), '/papers/upload', file)).headers.location)

  for (const url of [page, '/papers/upload']) {
    const { payload } = await as('ada').get(url)
    assert.match(payload, /&lt;img src=x/, 'it is shown, or this means nothing')
    assert.doesNotMatch(payload, /<img src=x/)
  }
})
