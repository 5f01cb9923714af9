import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { readConfig } from '../../config.ts'
import { parts } from '../../parts.ts'
import type { Commands } from '../../platform/app.ts'
import { buildProgram } from '../command-line.ts'
import { openShell } from '../shell.ts'

const shell = openShell(readConfig({}), false)
const wordsOfParts = parts.flatMap((part) => Object.keys(part.commands ?? {}))

test('a part names the words of its commands as they are, and no word stands twice', async () => {
  for (const { commands = {} } of parts) assert.deepEqual(await wordsAdded(commands), Object.keys(commands).sort())

  assert.ok(wordsOfParts.length > 10, 'the commands are found')
  assert.equal(new Set(wordsOfParts).size, wordsOfParts.length)
})

async function wordsAdded(commands: Commands): Promise<string[]> {
  const program = new Command()
  for (const load of new Set(Object.values(commands))) (await load())(program, shell)
  return namesIn(program).sort()
}

test('only the command that was typed is built, whatever options stand before it', async () => {
  assert.deepEqual(await wordsFor('jobs', 'list'), ['jobs'])
  assert.deepEqual(await wordsFor('--json', 'config', 'show'), ['config'])
})

test('who asks what there is, or mistypes, is told of all commands', async () => {
  const everything = ['serve', 'migrate', 'config', ...wordsOfParts]

  for (const words of [[], ['--help'], ['help', 'jobs'], ['jbos']])
    assert.deepEqual(await wordsFor(...words), everything, words.join(' '))
})

const wordsFor = async (...words: string[]): Promise<string[]> =>
  namesIn(await buildProgram(['node', 'lyceum', ...words], {}, shell))

const namesIn = (program: Command): string[] => program.commands.map((command) => command.name())
