import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import type { Platform } from '../../../platform/platform.ts'
import { pluginCommands } from '../commands.ts'
import { openRunner } from './support.ts'

/** Runs `lyceum plugins …` on an open house; answers what it would print, and whether it found something wrong. */
async function run(platform: Platform, ...words: string[]) {
  const printed = { value: undefined as unknown, text: '', isWrong: false }
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  pluginCommands(program, {
    config: platform.config,
    parts: async () => [],
    platform: async () => platform,
    open: async () => ({ platform, close: async () => {} }),
    print: (value, asText) => void Object.assign(printed, { value, text: asText(value) }),
    foundSomething: () => void Object.assign(printed, { isWrong: true }),
    readStdin: async () => '',
  })
  await program.parseAsync(['plugins', ...words], { from: 'user' })
  return printed
}

test('RUN-5.4 the command line lists plugins, runs one, and fetches what came of it', async (t) => {
  const { platform } = await openRunner(t)
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-results-'))
  t.after(() => rm(folder, { recursive: true }))
  assert.match((await run(platform, 'list')).text, /^hello-world@v0-2-1 {2}processing {2}Hello world$/m)

  const done = await run(platform, 'run', 'hello-world@v0-2-1', 'inputStr=an input=x', '--out', folder)

  assert.match(done.text, /^task 1: SUCCESS\nresult: 'an output=x'\nout\.txt/)
  assert.equal(await readFile(join(folder, 'out.txt'), 'utf8'), 'an output=x')
  assert.equal(done.isWrong, false)
})

test('RUN-5.4 a plugin that is not there, and fields that cannot be taken, are told in a sentence', async (t) => {
  const { platform } = await openRunner(t, { worker: false })
  await assert.rejects(run(platform, 'run', 'none'), { code: 'plugins.unknown' })
  await assert.rejects(run(platform, 'run', 'hello-world@v0-2-1'), {
    code: 'plugins.field',
    message: /inputStr: Missing/,
  })
  await assert.rejects(run(platform, 'run', 'hello-world@v0-2-1', 'inputStr'), { code: 'plugins.field' })
})
