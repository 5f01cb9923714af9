import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { imageOf, readCompose, readDockerfile, readUnit } from './support/container-files.ts'
import { emptyDatabase } from './support/databases.ts'
import { freePort } from './support/free-port.ts'
import { type ImageTree, makeImageTree } from './support/image-tree.ts'
import { s3Keys, sharedS3 } from './support/s3-server.ts'

type Environment = Readonly<Record<string, string>>

const image = imageOf(readDockerfile().at(-1) ?? [])
const variables = { LYCEUM_SITE: 'localhost', POSTGRES_PASSWORD: 'swordfish42', S3_SECRET_ACCESS_KEY: 'swordfish43' }
const readyWithinMs = 30_000

/** Starts a command of the image, waits until it is ready, asks for its health as the engine would, and stops it. */
async function assertServes(t: TestContext, tree: ImageTree, command: readonly string[], given: Environment) {
  const environment = { ...given, LYCEUM_PORT: String(await freePort()) }
  const address = `http://127.0.0.1:${environment.LYCEUM_PORT}`
  assert.notEqual((await tree.run(image.health, environment)).code, 0, 'nobody is there yet')
  const child = tree.start(command, environment)
  const words: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => words.push(String(data)))
  t.after(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')

  await untilReady(address, () => assert.equal(child.exitCode, null, words.join('')))
  const health = await tree.run(image.health, environment)
  assert.equal(health.code, 0, health.words)
  const metrics = await fetch(`${address}/metrics`)

  child.kill('SIGTERM')
  const [code] = await ended
  assert.equal(code, 0, words.join(''))
  assert.notEqual((await tree.run(image.health, environment)).code, 0, 'it is seen that nobody is there any more')
  return { metrics: metrics.status, words: words.join('') }
}

async function untilReady(address: string, look: () => void): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs
  while (!(await fetch(`${address}/readyz`).catch(() => undefined))?.ok) {
    look()
    assert.ok(performance.now() < giveUpAt, 'it did not become ready')
    await sleep(50)
  }
}

const withoutPort = ({ LYCEUM_PORT: _, ...rest }: Environment): Environment => rest

test('the image’s own command serves as nobody, without devDependencies, and writes into its volume alone', async (t) => {
  const tree = await makeImageTree(t)
  assert.equal(existsSync(join(tree.program, 'node_modules', 'typescript')), false)
  assert.equal(existsSync(join(tree.program, 'node_modules', 'fastify')), true)
  const before = tree.inventory()
  const { environment = {} } = readCompose('compose.yaml').services.lyceum ?? {}

  const served = await assertServes(
    t,
    tree,
    [...image.entry, ...image.command],
    withoutPort({ ...image.environment, ...environment }),
  )

  assert.match(served.words, /Lyceum [\d.]+ is at /)
  assert.equal(served.metrics, 200)
  assert.equal(tree.inventory(), before, 'nothing was written beside the program')
  assert.ok(existsSync(join(tree.state, 'lyceum.db')) && existsSync(join(tree.state, 'logs')))
  assert.ok(existsSync(join(tree.state, 'cache')), 'compiled code is kept in the volume')
  const mistake = await tree.run([...image.entry, 'serv'], { ...image.environment, ...environment })
  assert.equal(mistake.code, 2, 'a command that no longer works would be seen')
})

test('the containers of compose.scale.yaml serve with their commands and settings', async (t) => {
  const tree = await makeImageTree(t)
  const { services } = readCompose('compose.scale.yaml', variables)
  const secret = join(tree.state, '..', 'secret')
  writeFileSync(secret, 'a secret of thirty-two characters or more')
  chmodSync(secret, 0o644)
  // What stands for the other containers is elsewhere here, and has names of its own.
  const others = {
    LYCEUM_SECRET_FILE: secret,
    LYCEUM_DATABASE_URL: await emptyDatabase(t, 'postgres'),
    LYCEUM_FILES_URL: (await sharedS3()).emptyPlace(),
    LYCEUM_DRAIN_MS: '0',
    ...s3Keys,
  }

  for (const name of ['web-1', 'worker']) {
    const { command = [], environment = {} } = services[name] ?? {}
    for (const setting of Object.keys(others))
      assert.ok(setting in environment || setting === 'LYCEUM_DRAIN_MS', `${name} has ${setting}`)
    const given = withoutPort({ ...image.environment, ...environment, ...others })
    const served = await assertServes(t, tree, [...image.entry, ...command], given)
    assert.match(served.words, new RegExp(`Lyceum [\\d.]+ \\(${command.at(-1)}\\)`))
  }
})

test('the command of the systemd unit serves, and its way of stopping is heard', async (t) => {
  const tree = await makeImageTree(t)
  const unit = readUnit('deploy/lyceum.service', 'Service')
  const environment = Object.fromEntries(
    (unit.get('Environment') ?? []).map((line) => line.split(/=(.*)/s).slice(0, 2)),
  )

  const served = await assertServes(t, tree, unit.get('ExecStart')?.[0]?.split(' ') ?? [], environment)

  assert.match(served.words, /Lyceum [\d.]+ is at http:\/\/127\.0\.0\.1/)
  assert.equal(served.metrics, 200)
})
