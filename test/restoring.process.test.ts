import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { startCollector } from '../src/apps/papers/collecting.ts'
import { findCollector } from '../src/apps/papers/queries/collector.ts'
import { countPlanned } from '../src/apps/papers/queries/planned.ts'
import { processNow } from '../src/apps/papers/single-papers.ts'
import { addPapers } from '../src/apps/papers/test/support.ts'
import { openHouse } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import type { Platform } from '../src/platform/platform.ts'
import { databaseKinds, emptyDatabase } from './support/databases.ts'
import { type ProcessEnvironment, runCommand, temporaryInstance } from './support/process.ts'

for (const kind of databaseKinds) {
  test(`a restored house does not go on collecting by itself (${kind})`, async (t) => {
    const env: ProcessEnvironment = {
      ...(await temporaryInstance(t)),
      LYCEUM_DATABASE_URL: await emptyDatabase(t, kind),
      LYCEUM_CONTACT: 'library@lyceum-tests.org',
    }
    assert.equal((await runCommand(env, ['migrate', 'up'])).code, 0)
    await inHouse(env, async (platform) => {
      await startCollector(platform, { by: 'ada', reason: '' })
      const [paper = ''] = await addPapers(platform, [{ doi: '10.5555/one' }])
      await processNow(platform, 'ada', paper)
    })
    const file = join(env.LYCEUM_INSTANCE ?? '', 'running.tar')
    assert.equal((await runCommand(env, ['backup', file])).code, 0)
    assert.deepEqual(await inHouse(env, collectorOf), { state: 'running', planned: 1 }, 'so it was in the backup')

    const restored = await runCommand(env, ['restore', file, '--replace'])

    assert.equal(restored.code, 0, restored.stderr)
    assert.deepEqual(await inHouse(env, collectorOf), { state: 'stopped', planned: 0 })
  })
}

const collectorOf = async ({ db }: Platform) => ({
  state: (await findCollector(db)).state,
  planned: await countPlanned(db),
})

async function inHouse<Result>(env: ProcessEnvironment, act: (platform: Platform) => Promise<Result>): Promise<Result> {
  const { platform, close } = await openHouse(readConfig(env), 'command')
  try {
    return await act(platform)
  } finally {
    await close()
  }
}
