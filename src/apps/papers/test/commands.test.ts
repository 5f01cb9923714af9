import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Platform } from '../../../platform/platform.ts'
import { papersCommands } from '../commands.ts'
import { changePlanScope } from '../scheduling.ts'
import { addPapers, openPapers } from './support.ts'

/** Runs `lyceum papers …` on an open house; answers what it would print, as value and as words. */
async function run(platform: Platform, ...words: string[]): Promise<{ value: unknown; text: string }> {
  const printed: { value: unknown; text: string }[] = []
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  papersCommands(program, {
    config: platform.config,
    parts: async () => [],
    platform: async () => platform,
    open: async () => ({ platform, close: async () => {} }),
    print: (value, asText) => void printed.push({ value, text: asText(value) }),
    foundSomething: () => {},
    readStdin: async () => '',
  })
  for (const command of program.commands.flatMap((one) => [one, ...one.commands]))
    command.exitOverride().configureOutput({ writeErr: () => {} })
  await program.parseAsync(['papers', ...words], { from: 'user' })
  return printed[0] ?? { value: undefined, text: '' }
}

test('PAP-8.2 the command line lists, shows, plans, starts, pauses, stops, resets and processes', async (t) => {
  const platform = await openPapers(t, {})
  const [id] = await addPapers(platform, [
    { doi: '10.5555/cli', title: 'On commands' },
    { doi: '10.5555/other', status: 'failed' },
  ])

  assert.match((await run(platform, 'list')).text, /New\t10\.5555\/cli\tOn commands/)
  assert.equal(((await run(platform, 'list', '--status', 'failed')).value as unknown[]).length, 1)
  assert.match((await run(platform, 'show', '10.5555/CLI')).text, /0 files, 0 attempts/)
  assert.match((await run(platform, 'plan')).text, /UTC, 100 papers a day\n1 paper waits/)
  await changePlanScope(platform, 'ada', { lists: [], tags: ['urgent'], journals: [] })
  assert.match((await run(platform, 'plan')).text, /Only tags: urgent\nNothing that waits matches/)
  assert.match((await run(platform, 'start')).text, /collector is running/)
  assert.match((await run(platform, 'pause', '--reason', 'lunch')).text, /is paused/)
  assert.match((await run(platform, 'resume')).text, /is running/)
  assert.match((await run(platform, 'stop')).text, /is stopped/)
  await assert.rejects(run(platform, 'reset'), { code: 'papers.not-confirmed' })
  assert.match((await run(platform, 'reset', '--yes', '--scope', 'failed')).text, /New 2/)
  assert.deepEqual((await run(platform, 'process', '10.5555/cli')).value, { id, queued: true })
  assert.match((await run(platform, 'stop', '--emergency')).text, /is emergency/)
  assert.match((await run(platform, 'start', '--acknowledge')).text, /is running/)
})

test('PAP-8.2 wrong use is told apart from what is refused', async (t) => {
  const platform = await openPapers(t, {})

  await assert.rejects(run(platform, 'list', '--status', 'nonsense'), { code: 'commander.invalidArgument' })
  await assert.rejects(run(platform, 'show', 'nobody'), { code: 'papers.unknown' })
  await assert.rejects(run(platform, 'pause'), { code: 'papers.command-refused' })
  await assert.rejects(run(platform, 'plan', '--date', 'yesterday'), { code: 'papers.date' })
})
