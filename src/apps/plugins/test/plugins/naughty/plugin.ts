import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { choice } from '../../../sdk/fields.ts'
import { definePlugin, PluginError } from '../../../sdk/plugin.ts'

/** Does whatever a plugin should not. */
export default definePlugin({
  name: 'naughty',
  version: 'v1.0.0',
  title: 'Naughty',
  description: 'Tries what is not allowed.',
  type: 'processing',
  tags: [],
  outputs: [],
  limits: { memoryMb: 64, timeoutMs: 3_000, diskMb: 20 },
  parameters: {
    act: choice({
      label: 'Act',
      required: true,
      options: {
        throw: 'throw',
        'throw-politely': 'throw politely',
        'save-and-throw': 'save and throw',
        heap: 'fill the heap',
        buffers: 'fill buffers',
        loop: 'never end',
        exit: 'exit',
        network: 'use the network',
        read: 'read files',
        write: 'write files',
        disk: 'fill the disk',
        'one-file': 'write one large file',
        spawn: 'start a program',
        sqlite: 'open a database',
        environment: 'read the environment',
        path: 'name a result like a path',
        same: 'give two results one name',
        unkept: 'have the house read anything',
      },
    }),
  },
  async run(context, { act }) {
    const type = { dataType: 'custom/text', contentType: 'text/plain' }
    if (act === 'throw') throw new RangeError('out of luck')
    if (act === 'throw-politely') throw new PluginError('The list is empty: give one with at least one row.')
    if (act === 'save-and-throw') {
      context.log('so far so good')
      await context.saveOutput('early.txt', 'early', type)
      throw new Error('too late')
    }
    if (act === 'heap') for (const kept: unknown[] = []; ; ) kept.push(new Array(1_000).fill(act))
    if (act === 'buffers') for (const kept: Buffer[] = []; ; await sleep(5)) kept.push(Buffer.alloc(20_000_000, 1))
    while (act === 'loop');
    if (act === 'exit') process.exit(3)
    for (let made = 0; act === 'disk'; made++, await sleep(5))
      await writeFile(join(context.scratch, `${made}`), Buffer.alloc(1_000_000, 1))
    if (act === 'one-file') await writeFile(join(context.scratch, 'large'), Buffer.alloc(40_000_000, 1))
    if (act === 'network')
      return said(() => new Promise((done, fail) => connect(80, '127.0.0.1', () => done('through')).on('error', fail)))
    if (act === 'read') return said(() => readFile('/etc/hostname', 'utf8'))
    if (act === 'write') return said(() => writeFile('/tmp/naughty', 'x'))
    if (act === 'sqlite') return said(() => import('node:sqlite'))
    if (act === 'spawn') return said(async () => spawn('true'))
    if (act === 'environment') return JSON.stringify(Object.keys(process.env))
    if (act === 'unkept') return pretend()
    if (act === 'path') await context.saveOutput('../../etc/passwd', 'x', type)
    await context.saveOutput('same.txt', 'first', type)
    await context.saveOutput('same.txt', 'second', type)
    return 'done'
  },
})

/** Tells the house that it could not keep what is no file of the program, in the name of whichever job this is. */
async function pretend(): Promise<string> {
  const files = ['/etc/passwd', new URL('../nowhere/plugin.ts', import.meta.url).pathname, null]
  for (const wrong of [files.slice(0, 2), files.slice(2), 'x', undefined])
    for (let id = 1; id <= 20; id++) process.send?.({ say: 'unkept', id, files: wrong })
  await sleep(200)
  return 'said'
}

async function said(act: () => Promise<unknown>): Promise<string> {
  try {
    return `done: ${await act()}`
  } catch (error) {
    return `refused: ${(error as NodeJS.ErrnoException).code}`
  }
}
