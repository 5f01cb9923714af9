import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { testOnBoth } from '../../../test/support/databases.ts'
import type { Shell } from '../../platform/app.ts'
import { type Migration, migrateDown, migrateUp } from '../../platform/database/migrating.ts'
import { addMigrate } from '../migrate.ts'

/** Runs `lyceum migrate new`; answers what it made. */
async function makeStep(folder: string, name: string): Promise<string> {
  const made: unknown[] = []
  const shell = { print: (value: unknown) => made.push(value) } as unknown as Shell
  const program = new Command().exitOverride()
  addMigrate(program, shell)
  await program.parseAsync(['migrate', 'new', folder, name], { from: 'user' })
  return String(made[0])
}

async function partFolder(t: { after: (end: () => Promise<void>) => void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-step-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'migrations'))
  return folder
}

testOnBoth(
  'PAP-R-051 a new schema step goes up, down and up again before anybody has edited it',
  async (t, { db, kind }) => {
    const file = await makeStep(await partFolder(t), '0002-reading-lists')

    assert.match(file, /migrations\/0002-reading-lists\.ts$/)
    const { readingLists } = (await import(file)) as { readingLists: Migration }
    const line = { name: 'made', steps: { '0002-reading-lists': async () => readingLists } }
    assert.deepEqual(await migrateUp(db, kind, [line]), ['made/0002-reading-lists'])
    assert.equal(await migrateDown(db, kind, line), 'made/0002-reading-lists')
    assert.deepEqual(await migrateUp(db, kind, [line]), ['made/0002-reading-lists'])
  },
)

test('PAP-R-051 a schema step that is there is not written over, and one has a number and a name', async (t) => {
  const folder = await partFolder(t)
  await makeStep(folder, '0002-lists')

  await assert.rejects(makeStep(folder, '0002-lists'), { code: 'EEXIST' })
  for (const name of ['lists', '2-lists', '0002-../x', '0002-Lists'])
    await assert.rejects(makeStep(folder, name), { code: 'migrate.step-name' })
})
