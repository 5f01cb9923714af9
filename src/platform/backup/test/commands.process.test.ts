import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds, emptyDatabase } from '../../../../test/support/databases.ts'
import { type ProcessEnvironment, runCommand, temporaryInstance } from '../../../../test/support/process.ts'

const password = 'seven green kettles sing'

for (const kind of databaseKinds) {
  test(`PAP-R-053 PAP-R-054 the commands save, prove, empty and bring back a house (${kind})`, {
    timeout: 120_000,
  }, async (t) => {
    const env: ProcessEnvironment = {
      ...(await temporaryInstance(t)),
      LYCEUM_DATABASE_URL: await emptyDatabase(t, kind),
    }
    const run = (...words: string[]) => runCommand(env, words)
    const people = async () => (await run('user', 'list')).stdout
    await run('migrate', 'up')
    const ada = ['user', 'create', 'ada@example.org', '--name', 'Ada', '--role', 'admin', '--password-stdin']
    assert.equal((await runCommand(env, ada, password)).code, 0)

    const saved = await run('backup', '--verify', '--json')
    assert.equal(saved.code, 0, saved.stderr)
    const { file, verified } = JSON.parse(saved.stdout)
    assert.deepEqual([verified, (await run('verify', file)).code], [true, 0])

    const unasked = await run('reset')
    assert.deepEqual([unasked.code, unasked.stdout], [3, ''])
    assert.match(unasked.stderr, /--yes/)
    assert.match(await people(), /ada@example\.org/)

    const reset = await run('reset', '--yes')
    assert.match(reset.stdout, /is empty\.\nWhat was here before lies in .*replaced-/, reset.stderr)
    assert.doesNotMatch(await people(), /ada@example\.org/)

    assert.equal((await run('restore', file)).code, 3, 'it is empty, and yet somebody has begun')
    const restored = await run('restore', file, '--replace')
    assert.equal(restored.code, 0, restored.stderr)
    assert.match(await people(), /ada@example\.org/)
    assert.ok(readdirSync(join(env.LYCEUM_INSTANCE ?? '', 'backups')).every((name) => name.endsWith('.tar')))
  })
}
