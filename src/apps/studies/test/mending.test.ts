import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearerFor } from '../../../../test/support/people.ts'
import type { Report } from '../checking/findings.ts'
import { type Chosen, matchOf, mismatchesOf } from '../checking/matching.ts'
import { curve, openFilled, openStudies } from './support.ts'

const plain = (body: string): string => body.replace(/<script[\s\S]*?<\/script>|<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('S-024 6.3 a curve in 1/nm that is out of order is shown, mended into a file of its own, and that is undone', async (t) => {
  const { as, study, upload, newestFile, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const rows = ['3.10 5.0e1 2', '0.10 1.00E+02 3.50', '0.20 90 3', '0.30 80 3', '0.40 70 3', '0.50 60 3']
  await upload('ada', id, 'raw.dat', `# by hand\n${rows.join('\n')}\n`)
  const raw = await newestFile(id)

  const shown = await as('ada').get(`/studies/${id}/files/${raw}/look`)
  assert.equal(shown.statusCode, 200)
  assert.match(plain(shown.body), /6 points, q 0\.1 to 3\.1.*The largest q is 3\.1.*Divide q by 10.*Sort the lines/)
  const data = /<script type="application\/json">(.*?)<\/script>/s.exec(shown.body)?.[1] ?? ''
  assert.deepEqual(JSON.parse(data).series[0].error, [2, 3.5, 3, 3, 3, 3])
  assert.match((await as('ada').get(`/studies/${id}`)).body, new RegExp(`/studies/${id}/files/${raw}/look`))

  const mended = await as('ada').post(`/studies/${id}/files/${raw}/mended`, { convertsQ: 'on', sorts: 'on' })
  assert.equal(mended.statusCode, 303, mended.body)
  const made = await newestFile(id)
  assert.equal(mended.headers.location, `/studies/${id}/files/${made}/look`)
  assert.equal(
    (await as('ada').get(`/studies/${id}/files/${made}`)).body,
    '0.01 1.00E+02 3.50\n0.02 90 3\n0.03 80 3\n0.04 70 3\n0.05 60 3\n0.31 5.0e1 2\n',
    'digits that nothing was done to stay as they are written',
  )
  const page = plain((await as('ada').get(`/studies/${id}/files/${made}/look`)).body)
  assert.match(
    page,
    /raw-per-angstrom-sorted\.dat.*Made of raw\.dat ; q from 1\/nm to 1\/Å; sorted by q\. That file is kept as it was/,
  )
  const again = await as('ada').post(`/studies/${id}/files/${raw}/mended`, { convertsQ: 'on', sorts: 'on' })
  assert.equal(again.statusCode, 422)
  assert.match(plain(again.body), /The same file is here already, as “raw-per-angstrom-sorted\.dat”/)

  assert.equal((await as('ada').post(`/studies/${id}/files/${made}/remove`)).statusCode, 303)
  const left = await platform.db.selectFrom('studies_files').select('name').execute()
  assert.deepEqual(
    left.map(({ name }) => name),
    ['raw.dat'],
  )
})

test('S-024 6.3 two columns are refused as a curve with an offer; as a table they become one with errors of a share', async (t) => {
  const { as, study, upload, newestFile } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const two = curve.replaceAll(/ \S+$/gm, '')
  const refused = await upload('ada', id, 'two.dat', two)
  assert.equal(refused.statusCode, 422)
  assert.match(refused.body, /send it as a table: its page adds errors/)

  await upload('ada', id, 'two.dat', two, 'table')
  const table = await newestFile(id)
  assert.match((await as('ada').get(`/studies/${id}/files/${table}/look`)).body, /name="percent"[^>]*value="3"/)
  for (const percent of ['', '0', '101', 'x'])
    assert.equal(
      (await as('ada').post(`/studies/${id}/files/${table}/mended`, { percent })).statusCode,
      422,
      `${percent} percent`,
    )
  const mended = await as('ada').post(`/studies/${id}/files/${table}/mended`, { percent: '5' })
  assert.equal(mended.statusCode, 303, mended.body)
  const made = await as('ada').get(`/studies/${id}/files/${await newestFile(id)}`)
  assert.equal(made.body.split('\n')[1], '0.1 500 2.5e+1')
})

test('S-020 S-024 nobody mends what is not theirs, and nothing is done that was not offered', async (t) => {
  const { id, as, newestFile } = await openFilled(t, { worker: false })
  const file = await newestFile(id)
  assert.equal((await as('ben').get(`/studies/${id}/files/${file}/look`)).statusCode, 404)
  assert.equal((await as('ben').post(`/studies/${id}/files/${file}/mended`, { sorts: 'on' })).statusCode, 404)
  assert.equal((await as('ada').get(`/studies/${id}/files/nothing/look`)).statusCode, 404)

  const nothing = await as('ada').post(`/studies/${id}/files/${file}/mended`, {})
  assert.equal(nothing.statusCode, 422)
  assert.match(nothing.body, /Choose what is to be done/)
  assert.equal((await as('ada').post(`/studies/${id}/files/${file}/mended`, { percent: '3' })).statusCode, 422)
})

test('S-007 6.3 structures that came one by one are packed into the archive that analyses take', async (t) => {
  const { as, study, upload, newestFile, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const atom = (x: string): string => `ATOM      1  CA  ALA A   1      ${x}   6.134  -6.504  1.00  0.00           C\n`
  await upload('ada', id, 'm10.pdb', atom('11.104'))
  assert.equal((await as('ada').post(`/studies/${id}/files/bundled`)).statusCode, 422, 'one alone needs no archive')
  assert.doesNotMatch((await as('ada').get(`/studies/${id}`)).body, /files\/bundled/)
  await upload('ada', id, 'm2.pdb', atom('12.104'))
  assert.match(plain((await as('ada').get(`/studies/${id}`)).body), /Pack the 2 structures/)

  assert.equal((await as('ada').post(`/studies/${id}/files/bundled`)).statusCode, 303)
  const row = await platform.db
    .selectFrom('studies_files')
    .selectAll()
    .where('id', '=', await newestFile(id))
    .executeTakeFirstOrThrow()
  assert.deepEqual(
    [row.name, row.format, JSON.parse(row.report_json).names],
    ['structures.zip', 'structures', ['m2.pdb', 'm10.pdb']],
  )
  const again = await as('ada').post(`/studies/${id}/files/bundled`)
  assert.equal(again.statusCode, 422)
  assert.match(plain(again.body), /here already, as “structures\.zip”/)

  await upload('ada', id, 'M2.pdb', atom('13.104'))
  const twins = await as('ada').post(`/studies/${id}/files/bundled`)
  assert.equal(twins.statusCode, 409)
  assert.match(plain(twins.body), /“M2\.pdb” is there twice/)
})

test('S-027 a program mends a curve, and is told why not', async (t) => {
  const { id, web, platform, newestFile } = await openFilled(t, { worker: false })
  const { id: ada } = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', '=', 'ada@lyceum.test')
    .executeTakeFirstOrThrow()
  const headers = { authorization: await bearerFor(platform, ada), 'content-type': 'application/json' }
  const file = await newestFile(id)
  const mend = async (body: unknown, of = file) =>
    web.inject({
      method: 'POST',
      url: `/api/v1/studies/${id}/files/${of}/mended`,
      headers,
      payload: JSON.stringify(body),
    })

  const made = await mend({ convertsQ: true })
  assert.equal(made.statusCode, 201, made.body)
  const { name, report } = made.json()
  assert.deepEqual([name, report.facts.qMax, report.made.name], ['a-per-angstrom.dat', 0.04, 'a.dat'])
  assert.equal((await mend({})).json().code, 'studies.mending')
  assert.equal((await mend({ sorts: true }, 'nothing')).statusCode, 404)
  const bundled = await web.inject({
    method: 'POST',
    url: `/api/v1/studies/${id}/files/bundled`,
    headers,
    payload: '{}',
  })
  assert.deepEqual([bundled.statusCode, bundled.json().code], [422, 'studies.bundling'])
})

test('S-024 6.3 simulated curves are held against the curve and the structures of the study, with both counts', async (t) => {
  const { as, study, upload } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const line = (at: number, count: number): string =>
    Array.from({ length: count }, (_, model) => `${8 - at + model / 10}`).join(' ')
  const table = (rows: number, columns: number): string =>
    Array.from({ length: rows }, (_, at) => `${line(at, columns)}\n`).join('')
  await upload('ada', id, 'measured.dat', curve)
  await upload('ada', id, 'models.sim', table(8, 3))
  assert.match(
    plain((await as('ada').get(`/studies/${id}`)).body),
    /models\.sim.*A line for each point of “measured\.dat”/,
  )

  await upload('ada', id, 'short.sim', table(7, 3))
  assert.doesNotMatch(
    plain((await as('ada').get(`/studies/${id}`)).body),
    /It has 7 lines/,
    'a table that fits nothing may be anything',
  )
})

const of = (
  format: 'curve' | 'structures' | 'table',
  name: string,
  facts: Report['facts'],
  more: Partial<Report> = {},
) => ({
  id: name,
  name,
  format,
  report: { findings: [], isCut: false, facts, ...more },
})
const measured = of('curve', 'c.dat', { points: 3 }, { curve: { q: [0.1, 0.2, 0.3], i: [3, 2, 1], s: [1, 1, 1] } })
const pool = of('structures', 'm.zip', { structures: 2 }, { names: ['m2.pdb', 'm10.pdb'] })

test('S-024 16.1.14 columns belong to structures by the names above them, else by order; a column of q in front is known by its numbers', () => {
  const files = [measured, pool]
  const matched = (facts: Report['facts'], more: Partial<Report> = {}) =>
    matchOf(of('table', 't.sim', facts, more), files)
  const by = (match: ReturnType<typeof matched>) => match?.structures.map(({ by: how, hasQ }) => [how, hasQ])

  assert.deepEqual(by(matched({ rows: 3, columns: 2 })), [['order', false]])
  assert.deepEqual(by(matched({ rows: 3, columns: 2 }, { header: ['m10.pdb', 'm2'] })), [['names', false]])
  assert.deepEqual(by(matched({ rows: 3, columns: 2 }, { header: ['a', 'm2'] })), [['order', false]])
  assert.deepEqual(by(matched({ rows: 3, columns: 3 }, { first: [0.1, 0.2, 0.3] })), [['order', true]])
  const noQ = matched({ rows: 3, columns: 3 }, { first: [0.1, 0.2, 0.4] })
  assert.deepEqual(
    [noQ?.structures, noQ?.misses.map(({ side, found, expected }) => [side, found, expected])],
    [[], [['columns', 3, 2]]],
  )
  assert.deepEqual(
    matched({ rows: 4, columns: 2 })?.misses.map(({ side, found, expected }) => [side, found, expected]),
    [['lines', 4, 3]],
  )
  assert.equal(matched({ rows: 9, columns: 9 }), undefined)
})

test('S-024 9.6 what does not fit is said at the form with both counts, and nothing is started', () => {
  const table = (rows: number, columns: number, name = 't.sim') => of('table', name, { rows, columns })
  const said = (chosen: Chosen) =>
    mismatchesOf(chosen).map(({ role, miss: { side, found, file, expected } }) => [
      role,
      side,
      found,
      file.name,
      expected,
    ])
  const both = { curve: measured, structures: pool }
  assert.deepEqual(said({ ...both, simulated: table(3, 2) }), [])
  assert.deepEqual(said({ curve: measured, simulated: table(3, 7) }), [])
  assert.deepEqual(said({ ...both, simulated: table(4, 2) }), [['simulated', 'lines', 4, 'c.dat', 3]])
  assert.deepEqual(said({ ...both, simulated: table(3, 5) }), [['simulated', 'columns', 5, 'm.zip', 2]])

  assert.deepEqual(said({ ...both, energies: table(1, 2) }), [], 'in a row or in a column')
  assert.deepEqual(said({ ...both, energies: table(3, 1) }), [['energies', 'columns', 3, 'm.zip', 2]])
  const shifts = { measuredShifts: table(9, 2, 'm.dat'), predictedShifts: table(9, 2), shiftErrors: table(9, 1) }
  assert.deepEqual(said({ ...both, ...shifts }), [])
  assert.deepEqual(said({ ...both, ...shifts, predictedShifts: table(8, 3), shiftErrors: table(7, 1) }), [
    ['predictedShifts', 'lines', 8, 'm.dat', 9],
    ['predictedShifts', 'columns', 3, 'm.zip', 2],
    ['shiftErrors', 'lines', 7, 'm.dat', 9],
  ])
  const several = {
    ...pool,
    report: { ...pool.report, findings: [{ level: 'warning', code: 'several-models' } as const] },
  }
  assert.deepEqual(said({ structures: several, simulated: table(3, 5) }), [], 'how many there are, the form says')
})

test('S-024 9.6 an ensemble of curves that do not fit is not started: the message stands at the field', async (t) => {
  const { as, study, upload, newestFile, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')
  await upload('ada', id, 'measured.dat', curve)
  const measuredId = await newestFile(id)
  await upload('ada', id, 'other.sim', '1 2 3\n2 3 4\n3 4 5\n4 5 6\n5 6 8\n')

  const { statusCode, body } = await as('ada').post(`/studies/${id}/analyses`, {
    kind: 'bioce@v1-0-0',
    title: 'Run',
    'v.curve': measuredId,
    'v.simulated': await newestFile(id),
  })

  assert.equal(statusCode, 422)
  assert.match(body, /It has 5 lines, but “measured\.dat” has 8 points\./)
  assert.deepEqual(await platform.db.selectFrom('studies_analyses').select('id').execute(), [])
})
