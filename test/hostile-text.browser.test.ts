import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTab } from './support/browser.ts'
import { formulas, livePayloads } from './support/hostile.ts'
import { openHouse, type TestHouse } from './support/house.ts'
import { cast, castPassword } from './support/people.ts'

/** What was written, and every page on which it is shown. */
type Written = TestHouse & Readonly<{ pages: readonly string[] }>

/** A house in which every text that somebody may write, or that comes from outside, is one of `texts`. */
async function openWritten(t: TestContext, texts: readonly string[]): Promise<Written> {
  const house = await openHouse(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
  const papers = await writePapers(house, texts)
  const imports = await uploadLists(house, texts)
  await writePeople(house, texts)
  const job = await writeJob(house, texts)
  const shared = [
    '/',
    '/account',
    '/admin/jobs',
    '/admin/activity?limit=200',
    '/admin/people',
    '/admin/settings',
    '/admin/settings/http.contact',
    '/admin/mail',
    '/admin/system',
    '/papers',
    '/papers/list?limit=200',
    '/papers/upload',
    '/papers/manual',
    '/papers/collector',
    '/papers/stats',
  ]
  return { ...house, pages: [...shared, job, ...papers, ...imports] }
}

async function writePapers({ as }: TestHouse, texts: readonly string[]): Promise<string[]> {
  const pages: string[] = []
  for (const text of texts) {
    const names = ['title', 'authors', 'journal', 'publisher', 'volume', 'issue', 'pages', 'abstract']
    const made = await as('ada').json(
      'POST',
      '/api/v1/papers/papers',
      Object.fromEntries(names.map((name) => [name, text])),
    )
    assert.ok([201, 422].includes(made.statusCode), made.body)
    if (made.statusCode === 201) pages.push(`/papers/list/${made.json<{ id: string }>().id}`)
  }
  assert.ok(pages.length > texts.length / 2, 'most texts may be a title')
  return pages
}

/** Each text as the name of a file, all of them as names of columns and in cells. */
async function uploadLists({ as }: TestHouse, texts: readonly string[]): Promise<string[]> {
  const cells = texts.map((text) => `"${text.replaceAll('\u0000', '').replaceAll('"', '""')}"`).join(',')
  const pages: string[] = []
  for (const [n, text] of texts.entries()) {
    const form = new FormData()
    form.set('_token', as('ada').visitor?.csrfToken ?? '')
    form.append('file', new Blob([`title,${cells}\nA title ${n},${cells}\n`]), text)
    const request = new Request('http://house.invalid', { method: 'POST', body: form })
    const answer = await as('ada').inject({
      method: 'POST',
      url: '/papers/upload',
      headers: { 'content-type': request.headers.get('content-type') ?? '', accept: 'text/html' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    assert.ok(answer.statusCode < 500, answer.body.slice(0, 300))
    if (answer.statusCode === 303 && pages.length < 3) pages.push(String(answer.headers.location))
  }
  assert.ok(pages.length > 0)
  return pages
}

async function writePeople({ as }: TestHouse, texts: readonly string[]): Promise<void> {
  for (const [n, text] of texts.entries()) {
    await as('dora').post('/admin/people', { name: text, email: `p${n}@lyceum.test`, role: 'reader' })
    await as('dora').post('/account/tokens', { name: text.slice(0, 100), scope: 'read', days: '30' })
    await as('ada').post('/papers/collector/pause', { reason: text })
    await as('ada').post('/papers/collector/resume', { reason: text })
  }
  const contact = texts.join(' ').slice(0, 300)
  const saved = await as('dora').post('/admin/settings/http.contact', { value: contact, version: '0' })
  assert.ok([303, 422].includes(saved.statusCode), saved.body.slice(0, 300))
  await as('anon').inject({
    method: 'POST',
    url: '/sign-in',
    headers: {
      'user-agent': texts.join(' ').replaceAll(/[^ -~]/g, ''),
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams({ email: cast.dora.email, password: castPassword }).toString(),
  })
}

/** A failed job whose every text came from outside. */
async function writeJob({ platform }: TestHouse, texts: readonly string[]): Promise<string> {
  const { db, now } = platform
  const text = texts.join(' ')
  const id = '01900000-0000-7000-8000-0000000000aa'
  const job = {
    id,
    task: 'papers.import',
    input_json: JSON.stringify({ text }),
    state: 'failed',
    priority: 0,
    run_at: now(),
    attempt: 1,
    max_attempts: 1,
    lease_epoch: 1,
    crash_count: 0,
    progress_value: 1,
    progress_total: 2,
    progress_step: text,
    progress_sentence: text,
    result_json: JSON.stringify({ text }),
    error_code: text.slice(0, 100),
    error_message: text,
    asked_by: text.slice(0, 100),
    subject: text,
    created_at: now(),
    started_at: now(),
    finished_at: now(),
  } as const
  const nothing = { unique_key: null, lease_until: null, worker_id: null, request_id: null, retry_of: null }
  const open = { cancel_requested_at: null, cancel_requested_by: null, handled_at: null }
  await db
    .insertInto('tasks_jobs')
    .values({ ...job, ...nothing, ...open })
    .execute()
  const lines = texts.map((line, at) => ({
    job_id: id,
    lease_epoch: 1,
    seq: at + 1,
    level: 'error' as const,
    line,
    created_at: now(),
  }))
  await db.insertInto('tasks_log_lines').values(lines).execute()
  return `/jobs/${id}`
}

/** Whether a page holds one of the texts as it was written, or an address that runs. */
function liveIn(body: string, texts: readonly string[]): string[] {
  const dangerous = texts.filter((text) => /[<>"']/.test(text) && body.includes(text))
  const attributes = [
    ...body.matchAll(/\s(?:href|src|action|formaction|srcdoc)\s*=\s*"\s*(?:javascript|data:text)[^"]*"/gi),
  ]
  return [...dangerous, ...attributes.map(([text]) => text)]
}

test('R-V1 thirty payloads in every text are shown as text on every page', async (t) => {
  const { as, pages } = await openWritten(t, livePayloads)
  assert.equal(livePayloads.length, 30)
  assert.deepEqual(liveIn(`<p>${livePayloads[0]}</p>`, livePayloads), [livePayloads[0]], 'the look would find one')
  const reflecting = livePayloads.flatMap((text) => {
    const word = encodeURIComponent(text)
    return [
      `/papers/list?q=${word}`,
      `/admin/jobs?q=${word}`,
      `/admin/activity?action=${word}`,
      `/sign-in?again=1&next=${word}`,
      `/nowhere/${word}`,
    ]
  })

  let shown = 0
  for (const url of [...pages, ...reflecting]) {
    const { body, statusCode } = await as('dora').get(url)
    assert.ok(statusCode < 500, `${url}: ${statusCode}`)
    assert.deepEqual(liveIn(body, livePayloads), [], url)
    if (body.includes('window.harm')) shown++
  }
  assert.ok(shown > 60, `they are shown on ${shown} pages`)
})

test('R-V1 in a browser none of them runs, asks for anything or breaks the policy', async (t) => {
  const { as, pages, web } = await openWritten(t, livePayloads)
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  const cookie = as('dora').visitor?.cookie ?? ''
  const { tab, complaints } = await openTab(t, { baseUrl, headers: { cookie } })
  const abroad: string[] = []
  tab.on('request', (request) => {
    if (new URL(request.url()).origin !== baseUrl) abroad.push(request.url())
  })
  tab.on('dialog', (dialog) => complaints.push(dialog.message()))

  for (const url of [...pages.slice(0, 18), ...pages.slice(-4)]) {
    await tab.goto(url)
    assert.equal(await tab.evaluate('window.harm'), undefined, url)
    assert.equal(await tab.locator('iframe, object, base, [onerror], [onload], [ontoggle], [onfocus]').count(), 0, url)
    assert.equal(new URL(tab.url()).pathname, url.split('?')[0], 'nothing leads away')
  }
  assert.deepEqual(
    abroad.filter((url) => !url.startsWith('data:')),
    [],
  )
  assert.deepEqual(complaints, [])
})

test('R-V1 no exported cell is a formula', async (t) => {
  const { as } = await openWritten(t, formulas)

  for (const url of ['/papers/list.csv', '/admin/activity.csv', '/admin/jobs.csv']) {
    const { body, statusCode } = await as('dora').get(url)
    assert.equal(statusCode, 200, url)
    const cells = [...body.replace('\ufeff', '').matchAll(/(?:^|[,\n])(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    )
    assert.ok(cells.length > 20, url)
    const live = cells.filter(
      (cell) => /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) && !/^[+-]?[\d.]+$/.test(cell),
    )
    assert.deepEqual(live, [], url)
  }
  assert.match((await as('dora').get('/papers/list.csv')).body, /'=1\+1/, 'they are there, disarmed')
})
