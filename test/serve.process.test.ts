import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { databaseKinds, databaseOf } from './support/databases.ts'
import { emptyFolder } from './support/folders.ts'
import { launcher, type ProcessEnvironment, runCommand, startServer, temporaryInstance } from './support/process.ts'

for (const kind of databaseKinds)
  test(`PAP-R-004 PAP-R-006 PAP-R-061 a bare folder becomes a house with a link for the first administrator, and stops cleanly (${kind})`, async (t) => {
    const environment: ProcessEnvironment = { ...(await temporaryInstance(t)), ...(await databaseOf(t, kind)) }

    const server = await startServer(t, environment)
    const link = await fetch(server.administratorLink ?? '')
    const { code, stderr } = await server.stop()

    assert.equal(link.status, 200)
    assert.match(await link.text(), /<h1/)
    assert.equal(code, 0, stderr)
    assert.equal(statSync(environment.LYCEUM_INSTANCE ?? '').mode & 0o777, 0o700)
  })

test('R-D3 a second server on one instance is refused in one sentence', async (t) => {
  const environment = await temporaryInstance(t)
  await startServer(t, environment)

  const { code, stderr } = await runCommand(environment, ['serve'])

  assert.equal(code, 3)
  assert.match(stderr, /^Another lyceum process is using the instance [^\n]+\n$/)
})

test('R-D3 the lock of a killed server blocks nobody', async (t) => {
  const environment = await temporaryInstance(t)
  const killed = await startServer(t, environment)
  await killed.stop('SIGKILL')

  const next = await startServer(t, environment)

  assert.equal((await next.stop()).code, 0)
})

test('a port in use is named with its variable', async (t) => {
  const environment = await temporaryInstance(t)
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  t.after(() => holder.close())
  const address = holder.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''

  const { code, stderr } = await runCommand({ ...environment, LYCEUM_PORT: port }, ['serve'])

  assert.equal(code, 2)
  assert.match(stderr, new RegExp(`LYCEUM_PORT: cannot listen on 127.0.0.1:${port}`))
})

test('PAP-R-007 every wrong setting is named at once, with its variable', async (t) => {
  const environment = await temporaryInstance(t)

  const { code, stderr } = await runCommand(
    { ...environment, LYCEUM_PORT: 'many', LYCEUM_PROT: '1', LYCEUM_SECRET: 'short', LYCEUM_TIMEZONE: 'Mars/Olympus' },
    ['serve'],
  )

  assert.equal(code, 2)
  for (const name of [
    'LYCEUM_PORT',
    'LYCEUM_PROT: no such setting; did you mean LYCEUM_PORT',
    'LYCEUM_SECRET',
    'LYCEUM_TIMEZONE',
  ]) {
    assert.ok(stderr.includes(name), `${name} in ${stderr}`)
  }
  assert.doesNotMatch(stderr, /\n\s+at /, 'no stack')
})

test('an unknown command is refused, and the nearest one named', async (t) => {
  const { code, stderr } = await runCommand(await temporaryInstance(t), ['migrat'])

  assert.equal(code, 2)
  assert.match(stderr, /unknown command 'migrat'[\s\S]*migrate/)
})

for (const kind of databaseKinds)
  test(`PAP-R-042 PAP-R-052 migrate, config and user commands work without a server (${kind})`, async (t) => {
    const environment: ProcessEnvironment = { ...(await temporaryInstance(t)), ...(await databaseOf(t, kind)) }
    const early = await runCommand(environment, ['user', 'list'])
    assert.equal(early.code, 3, 'a database without a schema is refused')
    assert.match(early.stderr, /lyceum migrate up/)

    const before = await runCommand(environment, ['migrate', 'status', '--waiting'])
    const up = await runCommand(environment, ['migrate', 'up', '--json'])
    const after = await runCommand(environment, ['migrate', 'status', '--waiting'])
    const again = await runCommand(environment, ['migrate', 'up', '--json'])
    const created = await runCommand(
      environment,
      ['user', 'create', 'dora@lyceum.test', '--name', 'Dora', '--role', 'admin', '--password-stdin'],
      'seven green kettles sing',
    )
    const token = await runCommand(environment, ['user', 'token', 'dora@lyceum.test', '--name', 'scripts'])
    const config = await runCommand({ ...environment, LYCEUM_SECRET: 'x'.repeat(40) }, ['config', 'show', '--json'])

    assert.equal(before.code, 1, 'the steps that an upgrade would apply are shown before it')
    assert.match(before.stdout, /^papers\/0001-papers {2}waiting$/m)
    assert.deepEqual([after.code, after.stdout], [0, 'Nothing waits: the schema is current.\n'])
    assert.ok(JSON.parse(up.stdout).includes('papers/0001-papers'))
    assert.deepEqual(JSON.parse(again.stdout), [])
    assert.equal(up.stderr, '', 'of an empty database no copy is made')
    assert.equal(created.code, 0, created.stderr)
    assert.match(token.stdout, /lyc_\w+/)
    assert.doesNotMatch(config.stdout, /xxxx/)
  })

test('PAP-R-054 migrate up says where the database lies as it was, and makes no copy when told so', async (t) => {
  const environment = await temporaryInstance(t)
  await runCommand(environment, ['migrate', 'up'])
  await runCommand(environment, ['migrate', 'down', 'mail', '--destroy'])
  const bare = await runCommand(environment, ['migrate', 'up', '--no-backup'])
  await runCommand(environment, ['migrate', 'down', 'mail', '--destroy'])
  const { code, stdout, stderr } = await runCommand(environment, ['migrate', 'up'])

  assert.deepEqual([bare.code, bare.stderr], [0, ''])
  assert.match(stdout, /^applied mail\/\S+\n$/)
  const [, file = ''] = /^The database as it was lies in (\S+\/backups\/before-\S+\.db)\.\n$/.exec(stderr) ?? []
  assert.deepEqual([code, existsSync(file)], [0, true], stderr)
})

test('PAP-R-041 settings may stand in a file .env, and the environment wins over it', async (t) => {
  const folder = emptyFolder(t)
  await writeFile(join(folder, '.env'), 'LYCEUM_PORT=5011\nLYCEUM_TIMEZONE=Asia/Tokyo\n')

  const environment = { PATH: process.env.PATH, LYCEUM_PORT: '5012' }
  const { stdout } = await promisify(execFile)(launcher, ['config', 'show'], { cwd: folder, env: environment })

  assert.match(stdout, /^LYCEUM_PORT=5012 /m)
  assert.match(stdout, /^LYCEUM_TIMEZONE=Asia\/Tokyo /m)
})

test('the secret of an instance is made once, for its owner alone', async (t) => {
  const environment = await temporaryInstance(t)
  const file = join(environment.LYCEUM_INSTANCE ?? '', 'secret')
  await runCommand(environment, ['migrate', 'up'])
  await (await startServer(t, environment)).stop()
  const secret = readFileSync(file, 'utf8')

  await (await startServer(t, environment)).stop()

  assert.equal(readFileSync(file, 'utf8'), secret)
  assert.equal(statSync(file).mode & 0o777, 0o600)
})
