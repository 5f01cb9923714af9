import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { unpacked } from '../../../../test/support/archives.ts'
import { bearerFor } from '../../../../test/support/people.ts'
import type { Shell } from '../../../platform/app.ts'
import { studiesCommands } from '../commands.ts'
import { curve, lineCounter, openStudies } from './support.ts'

test('S-027 a program with a token begins a study, uploads, asks for an analysis, looks, fetches the results, repeats, calls off and removes', async (t) => {
  const { web, platform, until } = await openStudies(t)
  const { id: personId } = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', '=', 'ada@lyceum.test')
    .executeTakeFirstOrThrow()
  const authorization = await bearerFor(platform, personId)
  const ask = async (method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) => {
    const headers = {
      authorization,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    return web.inject({ method, url, headers, ...(body !== undefined && { payload: JSON.stringify(body) }) })
  }
  const study = (await ask('POST', '/api/v1/studies', { title: 'By program' })).json()
  const send = async (text: string) => {
    const form = new FormData()
    form.append('files', new Blob([text]), 'a.dat')
    const sent = new Response(form)
    const headers = {
      authorization,
      accept: 'application/json',
      'content-type': sent.headers.get('content-type') ?? '',
    }
    return web.inject({
      method: 'POST',
      url: `/api/v1/studies/${study.id}/files`,
      headers,
      payload: Buffer.from(await sent.arrayBuffer()),
    })
  }
  const refused = await send(`${curve}0.5 1 0\n`)
  assert.equal(refused.statusCode, 422)
  assert.deepEqual(
    [refused.json().code, refused.json().errors[0].message],
    ['studies.file-refused', 'line 9, column 3: The error is 0; errors are larger than 0.'],
  )
  const file = (await send(curve)).json().items[0]
  assert.ok(
    (await ask('GET', '/api/v1/studies/kinds')).json().items.some(({ id }: { id: string }) => id === lineCounter),
  )

  const wrong = await ask('POST', `/api/v1/studies/${study.id}/analyses`, {
    kind: lineCounter,
    title: 'x',
    values: { curve: file.id, factor: 99 },
  })
  assert.equal(wrong.statusCode, 422)
  assert.equal(wrong.json().errors[0].path, 'v.factor')
  const asked = await ask('POST', `/api/v1/studies/${study.id}/analyses`, {
    kind: lineCounter,
    title: 'x',
    values: { curve: file.id, factor: 2 },
  })
  assert.equal(asked.statusCode, 201, asked.body)
  const [analysis] = asked.json().items
  await until(analysis.id, 'done')

  const found = (await ask('GET', `/api/v1/studies/analyses/${analysis.id}`)).json()
  assert.deepEqual([found.state, found.parameters.factor, found.inputs.curve.name], ['done', 2, 'a.dat'])
  assert.match(found.madeWith, /^Lyceum [\d.]+, Node \d/)
  const csv = found.results.find(({ name }: { name: string }) => name === 'lines.csv')
  assert.equal((await ask('GET', csv.href)).body, 'n,count\n1,16\n')
  assert.equal((await ask('GET', `/api/v1/studies/${study.id}`)).json().analyses.length, 1)

  const again = await ask('POST', `/api/v1/studies/analyses/${analysis.id}/again`)
  assert.deepEqual([again.statusCode, again.json().title, again.json().parameters], [201, 'x (2)', found.parameters])
  const endless = { kind: lineCounter, values: { curve: file.id, ending: 'never' } }
  const running = (await ask('POST', `/api/v1/studies/${study.id}/analyses`, endless)).json().items[0]
  assert.equal(running.title, 'Count lines', 'who gives no name gets one')
  assert.equal((await ask('POST', `/api/v1/studies/analyses/${running.id}/cancel`)).statusCode, 200)
  await until(running.id, 'cancelled')
  assert.equal((await ask('DELETE', `/api/v1/studies/analyses/${running.id}`)).statusCode, 204)
  assert.equal((await ask('GET', `/api/v1/studies/analyses/${running.id}`)).statusCode, 404)
})

test('S-027 the command line does the same, for the person it names', async (t) => {
  const { platform } = await openStudies(t)
  const folder = await mkdtemp(join(tmpdir(), 'studies-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'a.dat'), curve)
  const run = async (...words: string[]): Promise<{ printed: unknown; failed: boolean }> => {
    const seen: { printed: unknown; failed: boolean } = { printed: undefined, failed: false }
    const shell = {
      platform: async () => platform,
      print: (value: unknown) => {
        seen.printed = value
      },
      foundSomething: () => {
        seen.failed = true
      },
    }
    const program = new Command().exitOverride()
    studiesCommands(program, shell as unknown as Shell)
    await program.parseAsync(['studies', ...words, '--as', 'ada@lyceum.test'], { from: 'user' })
    return seen
  }
  const { printed } = await run('new', 'From a script', join(folder, 'a.dat'))
  const study = printed as { id: string; files: { id: string }[] }
  const fileId = study.files[0]?.id ?? ''
  const done = await run('run', study.id, lineCounter, `curve=${fileId}`, 'factor=3')
  const analysis = done.printed as { id: string; state: string }
  assert.deepEqual([analysis.state, done.failed], ['done', false])

  await run('results', analysis.id, '--out', join(folder, 'all.zip'))

  assert.ok((await unpacked(await readFile(join(folder, 'all.zip')))).has('analyses/Count lines/lines.csv'))
  const shown = await run('show', analysis.id)
  assert.deepEqual([(shown.printed as { state: string }).state, shown.failed], ['done', false])
  const reused = await run('run', study.id, lineCounter, `curve=${fileId}`, 'factor=3', '--reuse')
  assert.equal((reused.printed as { id: string }).id, analysis.id, 'what was computed before is not computed again')
  await writeFile(join(folder, 'b.dat'), `${curve}0.9 1 1\n`)
  const more = await run('add', study.id, join(folder, 'b.dat'))
  assert.deepEqual(
    (more.printed as { files: { name: string }[] }).files.map(({ name }) => name),
    ['b.dat'],
  )
  const failed = await run('run', study.id, lineCounter, `curve=${fileId}`, 'ending=refused')
  assert.equal(failed.failed, true, 'a script can tell')
  assert.equal(((await run('list')).printed as unknown[]).length, 1)
  await assert.rejects(run('run', study.id, lineCounter, 'curve'), /not of the form name=value/)
})
