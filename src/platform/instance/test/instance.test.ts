import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openInstance } from '../instance.ts'

async function configIn(t: TestContext) {
  const base = emptyFolder(t)
  return { instance: join(base, 'deep', 'instance'), secret: undefined, secretFile: undefined }
}

const modeOf = (path: string) => statSync(path).mode & 0o777

test('R-V13 the first start makes a closed folder and a secret of 256 bit that only its owner reads', async (t) => {
  const config = await configIn(t)

  const first = openInstance(config)

  assert.deepEqual([first.folder, first.fileFolder, first.logFolder].map(modeOf), [0o700, 0o700, 0o700])
  assert.equal(modeOf(join(first.folder, 'secret')), 0o600)
  assert.equal(Buffer.from(first.secret, 'base64url').length, 32)
  assert.equal(openInstance(config).secret, first.secret, 'it is kept')
  assert.deepEqual(readdirSync(first.folder).sort(), ['files', 'logs', 'secret'])
})

test('R-V13 a folder and a secret that stand open are closed', async (t) => {
  const config = await configIn(t)
  mkdirSync(config.instance, { recursive: true })
  chmodSync(config.instance, 0o755)
  writeFileSync(join(config.instance, 'secret'), 's'.repeat(43), { mode: 0o644 })

  openInstance(config)

  assert.equal(modeOf(config.instance), 0o700)
  assert.equal(modeOf(join(config.instance, 'secret')), 0o600)
})

test('first starts at the same moment agree on one secret', async (t) => {
  const config = await configIn(t)
  const start = () =>
    new Promise((resolve, reject) =>
      new Worker(join(import.meta.dirname, 'tell-secret.ts'), { workerData: config })
        .once('message', resolve)
        .once('error', reject),
    )

  const secrets = await Promise.all(Array.from({ length: 4 }, start))

  assert.equal(new Set(secrets).size, 1)
})

test('a secret of the environment or of a named file is taken instead', async (t) => {
  const config = await configIn(t)
  const given = 'environment '.repeat(3)
  const secretFile = join(emptyFolder(t), 'secret')
  writeFileSync(secretFile, `${'f'.repeat(40)}\n`)

  assert.equal(openInstance({ ...config, secret: given }).secret, given)
  assert.equal(openInstance({ ...config, secretFile }).secret, 'f'.repeat(40))
  assert.deepEqual(readdirSync(config.instance).sort(), ['files', 'logs'], 'and none is made')
})

test('PAP-R-043 a secret that is too short or missing is refused by name, and left as it is', async (t) => {
  const config = await configIn(t)
  openInstance(config)
  writeFileSync(join(config.instance, 'secret'), 'short')

  assert.throws(() => openInstance(config), { code: 'instance.secret', message: /at least 32 characters, and holds 5/ })
  assert.throws(() => openInstance({ ...config, secretFile: '/nowhere/secret' }), {
    code: 'instance.secret',
    message: 'LYCEUM_SECRET_FILE: the file /nowhere/secret cannot be read.',
  })
  assert.equal(readFileSync(join(config.instance, 'secret'), 'utf8'), 'short')
})

test('PAP-R-007 a folder that cannot be written is refused with a sentence', async (t) => {
  const config = await configIn(t)
  mkdirSync(join(config.instance, '..'), { recursive: true })
  writeFileSync(config.instance, 'I am a file')

  assert.throws(() => openInstance(config), {
    code: 'instance.folder',
    message: /there is a file where a folder is needed/,
  })
  assert.throws(() => openInstance({ ...config, instance: join(config.instance, 'below') }), {
    code: 'instance.folder',
    message: /there is a file where a folder is needed/,
  })
  assert.throws(() => openInstance({ ...config, instance: '/proc/lyceum' }), {
    code: 'instance.folder',
    message: /this file system takes no folders/,
  })
})
