import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { unpacked } from '../../../../test/support/archives.ts'
import { largestFileSetting, storageSetting } from '../settings.ts'
import { curve, openStudies } from './support.ts'

test('S-007 F3 a file with a mistake is not kept, and the mistake stands at the file with its line', async (t) => {
  const { study, upload, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')

  const { statusCode, body } = await upload('ada', id, 'bad.dat', `${curve}0.5 1 0\n`)

  assert.equal(statusCode, 422)
  assert.match(body, /“bad\.dat” was not taken\.[\s\S]*Line 9, column 3:[\s\S]*The error is 0/)
  assert.deepEqual(await platform.db.selectFrom('studies_files').select('id').execute(), [])
  assert.deepEqual(await platform.db.selectFrom('files').select('id').execute(), [])
  assert.equal(
    (await upload('ada', id, 'bad.dat', `${curve}0.5 1 0\n`, 'other')).statusCode,
    303,
    'as other data it is kept as it is',
  )
})

test('S-007 without a file, the form comes back and says so; the same file twice is one', async (t) => {
  const { as, study, upload } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const sent = new Response(new FormData())
  const payload = Buffer.from(await sent.arrayBuffer())
  const empty = await as('ada').inject({
    method: 'POST',
    url: `/studies/${id}/files`,
    headers: { accept: 'text/html', 'content-type': sent.headers.get('content-type') ?? '' },
    payload,
  })
  assert.equal(empty.statusCode, 422)
  assert.match(empty.body, /Please choose a file first/)

  assert.equal((await upload('ada', id, 'a.dat', curve)).statusCode, 303)
  const again = await upload('ada', id, 'b.dat', curve)
  assert.equal(again.statusCode, 422)
  assert.match(again.body, /The same file is here already, as “a\.dat”/)
})

test('S-013 S-020 F1 files and results are reached by id alone, never by a path, and only where they belong', async (t) => {
  const { as, study, upload, newestFile, analyse, until } = await openStudies(t)
  const [mine, other] = [await study('ada'), await study('ben', 'Other')]
  await upload('ada', mine, '../../a.dat', curve)
  await upload('ben', other, 'b.dat', `${curve}0.9 1 1\n`)
  const file = await newestFile(mine)
  const good = await as('ada').get(`/studies/${mine}/files/${file}`)
  assert.equal(good.body, curve)
  assert.match(String(good.headers['content-disposition']), /^attachment; filename="\w/)
  const part = await as('ada').inject({
    method: 'GET',
    url: `/studies/${mine}/files/${file}`,
    headers: { range: 'bytes=0-3' },
  })
  assert.deepEqual([part.statusCode, part.body], [206, curve.slice(0, 4)])

  for (const path of [
    `/studies/${other}/files/${file}`,
    `/studies/${other}/files/${await newestFile(other)}`,
    `/studies/${mine}/files/..%2f..%2fsecret`,
    `/studies/${mine}/files/lyceum.db`,
  ])
    assert.ok([400, 404].includes((await as('ada').get(path)).statusCode), path)
  const run = await analyse('ada', mine)
  await until(run, 'done')
  const theirs = await analyse('ben', other)
  await until(theirs, 'done')
  const number = /results\/(\d+)"/.exec((await as('ben').get(`/studies/analyses/${theirs}`)).body)?.[1]
  assert.equal(
    (await as('ada').get(`/studies/analyses/${run}/results/${number}`)).statusCode,
    410,
    'nor a result of another run',
  )
})

test('S-013 S-026 everything of a study is one archive with its description: files, results, hashes, settings, methods, notebook', async (t) => {
  const { as, study, upload, analyse, until, platform } = await openStudies(t)
  const id = await study('ada', 'Δ: a/b')
  await upload('ada', id, 'a.dat', curve)
  const { title, version } = { title: 'Run', version: 1 }
  const run = await analyse('ada', id, { title: `${title} ${version}`, 'v.factor': '2' })
  await until(run, 'done')
  const { version: latest } = await platform.db
    .selectFrom('studies_studies')
    .select('version')
    .executeTakeFirstOrThrow()
  await as('ada').post(`/studies/${id}/notebook`, { notebook: '# Note', version: String(latest) })

  const answer = await as('ada').inject({ method: 'GET', url: `/studies/${id}/download` })

  assert.equal(answer.statusCode, 200)
  const files = await unpacked(answer.rawPayload)
  assert.deepEqual([...files.keys()].sort(), [
    'analyses/Run 1/citations.bib',
    'analyses/Run 1/how-it-was-made.json',
    'analyses/Run 1/lines.csv',
    'analyses/Run 1/lines.json',
    'analyses/Run 1/log.txt',
    'analyses/Run 1/methods.txt',
    'analyses/Run 1/model.pdb',
    'analyses/Run 1/summary.json',
    'files/a.dat',
    'notebook.md',
    'ro-crate-metadata.json',
  ])
  assert.equal(files.get('files/a.dat')?.toString(), curve)
  assert.match(
    String(files.get('analyses/Run 1/methods.txt')),
    /A\.dat \(SHA-256 \w{12}…\) was analysed with Count lines \(line-counter v1\.2\.0\) in Lyceum .* Factor: 2; .*Journal of Lines/i,
  )
  const crate: { '@graph': Record<string, unknown>[] } = JSON.parse(String(files.get('ro-crate-metadata.json')))
  const find = (name: string) => crate['@graph'].find((one) => one['@id'] === name) ?? assert.fail(name)
  assert.deepEqual(find('ro-crate-metadata.json').about, { '@id': './' })
  assert.equal(find('files/a.dat').sha256, createHash('sha256').update(curve).digest('hex'))
  const action = find(`#run-${run}`)
  assert.deepEqual((action.result as { '@id': string }[]).map((one) => one['@id']).sort(), [
    'analyses/Run%201/lines.csv',
    'analyses/Run%201/lines.json',
    'analyses/Run%201/model.pdb',
    'analyses/Run%201/summary.json',
  ])
  const known = new Set(crate['@graph'].map((one) => one['@id']))
  const named = JSON.stringify(crate['@graph']).matchAll(/\{"@id":"([^"]+)"\}/g)
  assert.deepEqual(
    [...named].map(([, name]) => name).filter((name) => !known.has(name) && !/^https?:/.test(name ?? '')),
    [],
    'nothing is named that is not described',
  )
  const one = await unpacked(
    (await as('ada').inject({ method: 'GET', url: `/studies/analyses/${run}/results.zip` })).rawPayload,
  )
  assert.ok(one.has('analyses/Run 1/lines.csv') && one.has('ro-crate-metadata.json'))
})

test('a large file comes in parts, goes on where it stopped, and is whole or not there', async (t) => {
  const { as, study, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')
  const bytes = Buffer.alloc(20_000_000, 'lyceum ')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const begin = async () =>
    (await as('ada').post(`/studies/${id}/uploads`, { name: 'large.bin', size: String(bytes.length), sha256 })).json()
  const begun = await begin()
  assert.equal(begun.partCount, 3)
  const send = async (part: number, body = bytes.subarray(part * begun.partBytes, (part + 1) * begun.partBytes)) => {
    const form = new FormData()
    form.append('part', new Blob([body]), 'part')
    const sent = new Response(form)
    const headers = { 'content-type': sent.headers.get('content-type') ?? '' }
    return as('ada').inject({
      method: 'POST',
      url: `/studies/${id}/uploads/${begun.id}/parts/${part}`,
      headers,
      payload: Buffer.from(await sent.arrayBuffer()),
    })
  }
  assert.equal((await send(0)).statusCode, 200)
  assert.equal((await send(1, bytes.subarray(0, 100))).statusCode, 422, 'half a part is none')
  assert.equal((await send(2)).statusCode, 200)
  assert.equal(
    (await as('ada').post(`/studies/${id}/uploads/${begun.id}`)).statusCode,
    409,
    'nor is a file that lacks one',
  )

  assert.match((await as('ada').get(`/studies/${id}`)).body, /“large\.bin” stopped on its way: 2 of 3 parts are here/)
  const after = await begin()
  assert.deepEqual([after.id, after.parts], [begun.id, [0, 2]], 'the same file goes on where it was')
  assert.equal((await send(1)).statusCode, 200)
  assert.equal((await as('ada').post(`/studies/${id}/uploads/${begun.id}`, { format: 'other' })).statusCode, 200)

  const [file] = await platform.db.selectFrom('studies_files').selectAll().execute()
  assert.deepEqual([file?.sha256, file?.size_bytes, file?.name], [sha256, bytes.length, 'large.bin'])
  assert.deepEqual(await platform.db.selectFrom('studies_upload_parts').select('number').execute(), [])
  assert.equal((await platform.db.selectFrom('files').select('id').execute()).length, 1, 'parts leave nothing behind')
  assert.equal((await as('ben').post(`/studies/${id}/uploads`, { name: 'x', size: '1' })).statusCode, 404)
})

test('what has no room is refused before its first byte, and what is not what was sent is not kept', async (t) => {
  const { as, study, upload, platform } = await openStudies(t, { worker: false })
  const id = await study('ada')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, storageSetting, 1, 'test'))
  const refused = await as('ada').post(`/studies/${id}/uploads`, { name: 'x', size: '2000000' })
  assert.equal(refused.statusCode, 409)
  assert.match(refused.body, /0 of 1 MB; 2 MB more do not fit/)
  assert.equal((await upload('ada', id, 'x.bin', 'x'.repeat(1_200_000), 'other')).statusCode, 413)
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, largestFileSetting, 1, 'test'))
  assert.equal((await as('ada').post(`/studies/${id}/uploads`, { name: 'x', size: '1000001' })).statusCode, 413)

  const begun = (
    await as('ada').post(`/studies/${id}/uploads`, { name: 'x', size: '1', sha256: 'a'.repeat(64) })
  ).json()
  const form = new FormData()
  form.append('part', new Blob(['1']), 'part')
  const sent = new Response(form)
  const url = `/studies/${id}/uploads/${begun.id}/parts/0`
  await as('ada').inject({
    method: 'POST',
    url,
    headers: { 'content-type': sent.headers.get('content-type') ?? '' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  assert.equal((await as('ada').post(`/studies/${id}/uploads/${begun.id}`)).statusCode, 409)

  const late = (await as('ada').post(`/studies/${id}/uploads`, { name: 'empty', size: '0' })).json()
  await as('ada').inject({
    method: 'POST',
    url: `/studies/${id}/uploads/${late.id}/parts/0`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload: '--x\r\ncontent-disposition: form-data; name="part"; filename="part"\r\n\r\n\r\n--x--\r\n',
  })
  const refusedLate = await as('ada').post(`/studies/${id}/uploads/${late.id}`, { sha256: 'a'.repeat(64) })
  assert.equal(refusedLate.statusCode, 409, 'a hash that is said at the end counts as well')
  assert.match(refusedLate.body, /What arrived is not what was sent/)
  assert.deepEqual(await platform.db.selectFrom('studies_files').select('id').execute(), [])
})

test('the sample counts for nothing, is made once, and gives a curve and eight models without a remark that keeps it out', async (t) => {
  const { as, platform } = await openStudies(t, { worker: false })
  const first = await as('ada').post('/studies/sample')
  const second = await as('ada').post('/studies/sample')
  assert.equal(first.headers.location, second.headers.location)
  const { body } = await as('ada').get(String(first.headers.location))
  assert.match(body, /120 points, q 0\.01 to 0\.3/)
  assert.match(body, /120 × 8/)
  const { quotasOf } = await import('../quotas.ts')
  const [study] = await platform.db.selectFrom('studies_studies').selectAll().execute()
  const { used } = await quotasOf(platform, platform.db, String(study?.owner_id))
  assert.deepEqual([used.studies, used.bytes], [0, 0])
})
