import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import type { Platform } from '../../../platform/platform.ts'
import { startArchive } from '../catalog/archive/test/archive-server.ts'
import { catalogChecks } from '../catalog/checks.ts'
import { CatalogAway } from '../catalog/errors.ts'
import { observationsCommands } from '../commands.ts'
import { previousRow, previousText, writePrevious } from '../previous/test/previous-files.ts'
import { closeSources, sourcesOf } from '../sources.ts'

/** Runs `lyceum observations …` on an open house; answers what it would print, and whether it found something. */
async function run(platform: Platform, ...words: string[]): Promise<{ text: string; found: boolean }> {
  let [text, found] = ['', false]
  const program = new Command()
  observationsCommands(program, {
    config: platform.config,
    parts: async () => [],
    platform: async () => platform,
    open: async () => ({ platform, close: async () => {} }),
    print: (value, asText) => {
      text = asText(value)
    },
    foundSomething: () => {
      found = true
    },
    readStdin: async () => '',
  })
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {} })
    command.commands.forEach(quiet)
  }
  quiet(program)
  await program.parseAsync(['observations', ...words], { from: 'user' })
  return { text, found }
}

test('the roster is begun, filled and printed', async (t) => {
  const platform = await openTestPlatform(t, { now: () => '2031-01-03T00:00:00.000Z' })

  assert.deepEqual(await run(platform, 'roster', 'fill'), {
    text: 'The roster is empty: say --from with its first day.',
    found: true,
  })
  assert.match((await run(platform, 'roster', 'list')).text, /The roster is empty/)
  assert.match((await run(platform, 'roster', 'fill', '--from', '2031-01-06')).text, /^34 weeks/)
  assert.match((await run(platform, 'roster', 'list')).text, /^2031-01-06 {2}2031-01-12 {2}open {4}-\n/)
  await assert.rejects(run(platform, 'roster', 'fill', '--from', '2031-02-30'), { code: 'commander.invalidArgument' })
})

test('a catalog is filled with samples, or from the archive, and then read where its name says', async (t) => {
  const folder = emptyFolder(t)
  const catalog = `sqlite:${join(folder, 'catalog.db')}`
  const archive = await startArchive(t)
  archive.rows.push({ obsid: '7', status: 'archived', target_name: 'Seven', instr: 'HRC-I' })
  const platform = await openTestPlatform(t, {
    environment: { ...archive.environment, LYCEUM_OBSERVATIONS_CATALOG: catalog },
  })
  t.after(() => closeSources(platform))

  await assert.rejects(sourcesOf(platform), CatalogAway, 'there is no such file yet, and looking does not make one')
  const check = async () => (await catalogChecks[0]?.run(platform))?.level
  assert.equal(await check(), 'fail')
  assert.match((await run(platform, 'catalog', 'load', catalog)).text, /^42 observations/)
  const { catalog: opened } = await sourcesOf(platform)
  assert.equal(await check(), 'ok')
  assert.deepEqual([opened.kind, (await opened.getBasic(16196)).targname], ['sql', '30 Doradus'])

  assert.match((await run(platform, 'catalog', 'load', catalog, '--obsids', '7-9')).text, /^1 observations/)
  assert.equal((await opened.getBasic(7)).targname, 'Seven')
  await assert.rejects(opened.getBasic(16196), { code: 'observations.obsid-unknown' })
  await assert.rejects(run(platform, 'catalog', 'load', platform.config.databaseUrl), {
    code: 'observations.catalog-url',
  })
})

test('the previous desk is taken over after a report', async (t) => {
  const platform = await openTestPlatform(t)
  const { revisions, texts } = await writePrevious(
    t,
    [previousRow('8008.001', 1_400_000_000), previousRow('8009.001', 1_400_000_001)],
    {
      '8008.001': previousText({ kind: 'VERIFIED OK AS IS' }),
    },
  )
  const import_ = ['import-previous', '--revisions', revisions, '--texts', texts]

  const told = await run(platform, ...import_)
  assert.deepEqual(told.found, true)
  assert.match(
    told.text,
    /^1 revisions and 0 duties would be taken over[\s\S]*Left out: 8009\.001[\s\S]*ada[\s\S]*say --write/,
  )
  assert.match((await run(platform, ...import_, '--write')).text, /were taken over/)
  assert.match((await run(platform, ...import_)).text, /^0 revisions[\s\S]*1 revisions are here already/)
  await assert.rejects(run(platform, 'import-previous'), { code: 'commander.missingMandatoryOptionValue' })
})
