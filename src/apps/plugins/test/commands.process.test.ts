import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Command } from 'commander'
import { emptyFolder } from '../../../../test/support/folders.ts'
import type { Platform } from '../../../platform/platform.ts'
import { pluginCommands } from '../commands/plugin-commands.ts'
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
  const folder = emptyFolder(t)
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

test('RUN-5.4 a file from this machine is given as name=@path, and is read by the plugin', async (t) => {
  const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/files') }
  const { platform } = await openRunner(t, { environment })
  const folder = emptyFolder(t)
  await writeFile(join(folder, 'points.csv'), 'x,y\n1,2\n')

  const done = await run(platform, 'run', 'files@v1-0-0', `data=@${join(folder, 'points.csv')}`, '--out', folder)

  assert.match(done.text, /"name":"points\.csv","contentType":"text\/csv"/)
  assert.equal(await readFile(join(folder, 'Größe.txt'), 'utf8'), 'x,y\n1,2\n')
  await assert.rejects(run(platform, 'run', 'files@v1-0-0', 'data=@/nowhere'), { code: 'plugins.field' })
  await assert.rejects(run(platform, 'run', 'files@v1-0-0', 'data=points.csv'), { code: 'plugins.field' })
  await assert.rejects(
    run(platform, 'run', 'hello-world@v0-2-1', 'inputStr=@x', '--timeout', 'soon'),
    /number of seconds/,
  )
  const typed = await run(platform, 'run', 'hello-world@v0-2-1', 'inputStr=@input')
  assert.match(typed.text, /result: '@output'/, 'in a field for text it is text')
})

test('RUN-5.4 what a plugin asks for is told with ranges, choices and defaults', async (t) => {
  const environment = { LYCEUM_PLUGIN_FOLDERS: join(import.meta.dirname, 'plugins/fields') }
  const { platform } = await openRunner(t, { worker: false, environment })

  const { text, value } = await run(platform, 'show', 'Every Field@v2-0-1rc1')

  assert.match(text, /^ {2}nInit {2}integer, 1 to 9, 3 by default: Starts$/m)
  assert.match(text, /^ {2}kind {2}choice, one of A, B, "A" by default: Kind$/m)
  assert.match(text, /^makes: said\.json {2}custom\/said {2}application\/json$/m)
  assert.ok(typeof value === 'object' && value !== null && 'parameters' in value)
  await assert.rejects(run(platform, 'show', 'none'), { code: 'plugins.unknown' })
})

for (const kind of ['code', 'tool'] as const) {
  test(`a plugin that was just begun (${kind}) is loaded, tested and installed, and a fault in it is found`, async (t) => {
    const { platform } = await openRunner(t, { worker: false })
    const place = emptyFolder(t)
    const folder = join(place, 'my-letters')
    await run(platform, 'new', folder, ...(kind === 'tool' ? ['--tool'] : []))

    const tested = await run(platform, 'test', folder)

    assert.equal(tested.isWrong, false, tested.text)
    assert.match(tested.text, /^my-letters@v0-1-0 loads\.\n✔ each letter is counted/)
    await run(platform, 'install', folder)
    assert.match(
      (await run(platform, 'list')).text,
      /^my-letters@v0-1-0 .*[\s\S]*^installed: folders\/my-letters from /m,
    )
    const removed = await run(platform, 'remove', 'my-letters')
    assert.match(removed.text, /^removed \/.*my-letters$/)
    assert.doesNotMatch((await run(platform, 'list')).text, /my-letters/)
    await assert.rejects(run(platform, 'new', folder), { code: 'plugins.new-exists' })
    await assert.rejects(run(platform, 'new', join(place, 'My Letters')), { code: 'plugins.new-name' })

    const [file, from, to] =
      kind === 'code' ? ['plugin.ts', 'found.length}', '1}'] : ['count.sh', '$letter,$count', '$letter,1']
    const source = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, file), source.replace(from, to))
    const failed = await run(platform, 'test', folder)
    assert.equal(failed.isWrong, true)
    assert.match(failed.text, /✖ each letter is counted[\s\S]*Something failed\.$/)
    await writeFile(join(folder, kind === 'code' ? 'plugin.ts' : 'plugin.json'), '{')
    await assert.rejects(run(platform, 'test', folder), { code: 'plugins.not-loaded' })
  })
}
