import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminTables } from '../admin-tables.ts'
import { curve, openFilled, openStudies } from './support.ts'

// What went wrong in the program that this app replaces, and must not again; the faults that are not here have their
// tests beside what they are about (F1, F3 to F10, F12, F23), or in accounts (F2, F21) and the plugin (F13 to F16).

test('F11 a measured curve of ordinary length and an archive of ordinary size are taken with the limits of a new house', async (t) => {
  const { study, upload } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const lines = Array.from({ length: 2_000 }, (_, at) => `${(at + 1) / 4_000} ${1000 - at / 4} ${3 + (at % 7)}\n`).join(
    '',
  )

  assert.equal((await upload('ada', id, 'curve.dat', lines)).statusCode, 303)
  assert.equal((await upload('ada', id, 'large.bin', 'x'.repeat(25_000_000), 'other')).statusCode, 303)
})

test('F17 two runs at once have a folder each, and nothing of one is in the other', async (t) => {
  const { id, analyse, until, settled } = await openFilled(t)
  const runs = await Promise.all(
    ['2', '3'].map((factor) => analyse('ada', id, { 'v.ending': 'late', 'v.factor': factor })),
  )

  const ended = await Promise.all(runs.map((run) => until(run, 'done', 'failed')))

  const [first, second] = ended.map(({ started_at, finished_at }) => [String(started_at), String(finished_at)] as const)
  assert.ok(first && second && first[0] < second[1] && second[0] < first[1], 'they ran at the same time')
  const rows = await Promise.all(runs.map(settled))
  assert.deepEqual(rows.map(({ sentence }) => sentence).sort(), ['There are 16 lines.', 'There are 24 lines.'])
})

test('F18 S-029 no page of a study names a foreign host, and its policy lets none in', async (t) => {
  const { id, as, analyse, until } = await openFilled(t)
  const run = await analyse('ada', id)
  await until(run, 'done')

  for (const path of [
    '/studies',
    `/studies/${id}`,
    `/studies/${id}/analyses/new`,
    `/studies/analyses/${run}`,
    `/studies/${id}/share`,
  ]) {
    const { body, headers } = await as('ada').get(path)
    const named = [...body.matchAll(/\s(?:src|href|action)="(https?:)?\/\/([^"/]+)/g)].map(([, , host]) => host)
    assert.deepEqual(named, [], path)
    assert.match(String(headers['content-security-policy']), /default-src 'none'.*connect-src 'self'/, path)
  }
})

test('F19 neither the secret of a link nor values that wait can be read or typed in the administration', async () => {
  const columns = adminTables.flatMap((table) => table.columns.map((column) => ({ table: table.name, ...column })))
  const secrets = columns.filter(({ name }) => ['secret_hash', 'sealed'].includes(name))

  assert.equal(secrets.length, 2)
  assert.ok(secrets.every(({ type, edit }) => type === 'secret' && edit === undefined))
})

test('F20 many crashes of one kind are one letter to an administrator, and a missing page is none', async (t) => {
  const { id, as, analyse, until, platform } = await openFilled(t)
  for (let crash = 0; crash < 3; crash++) await until(await analyse('ada', id, { 'v.ending': 'crash' }), 'failed')
  await as('ada').get('/studies/nothing-here')

  const letters = await platform.db
    .selectFrom('mail_outbox')
    .select('kind')
    .where('recipient', '=', 'dora@lyceum.test')
    .execute()
  assert.equal(letters.filter(({ kind }) => kind === 'studies.analysis-crashed').length, 1)
  assert.ok(letters.length <= 2, 'besides at most the house’s own letter about errors')
})

test('F22 everything is asked and said by plain forms, labels and links: nothing hangs on a pointer above something', async (t) => {
  const { as, study, upload } = await openStudies(t, { worker: false })
  const id = await study('ada')
  await upload('ada', id, 'a.dat', `${curve}0.4 3 1\n`)
  const { body } = await as('ada').get(`/studies/${id}`)

  assert.match(body, /<details class="file-findings"><summary>/, 'remarks open by key and touch')
  assert.match(body, /<form[^>]* action="\/studies\/[\w-]+\/files" method="post"[^>]*enctype="multipart\/form-data"/)
  assert.doesNotMatch(body, /data-bs-toggle="(?:popover|tooltip)"|onmouse/)
  assert.equal((await as('ada').get('/something_wrong/upload')).statusCode, 404)
})

test('S-018 what is forbidden, missing or too much is said in the layout of the house, with a way on', async (t) => {
  const { as } = await openStudies(t, { worker: false })
  for (const [status, path] of [
    [403, '/admin/people'],
    [404, '/studies/nothing-here'],
    [413, `/studies?q=${'x'.repeat(9_000)}`],
  ] as const) {
    const { statusCode, body } = await as('ada').get(path)
    assert.equal(statusCode, status, path)
    assert.match(body, /<link rel="stylesheet" href="\/assets[\s\S]*<a [^>]*href="\/[\s\S]*<h1>/, path.slice(0, 30))
    if (status !== 413) assert.match(body, /<nav[\s\S]*href="\/studies"/, path)
    assert.doesNotMatch(body, /at \w+ \(|\.ts:\d/, 'nothing of the inside')
  }
})
