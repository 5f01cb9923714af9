import assert from 'node:assert/strict'
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { isolationCheck } from '../checks.ts'
import { loadCatalogue } from '../loading/catalogue.ts'
import { openRunner } from './support.ts'

const folder = join(import.meta.dirname, 'plugins/tool')
const environment = { LYCEUM_PLUGIN_FOLDERS: folder }
const process = '/plugins/tool@v1-0-0/process/'
const letter = 'data:text/plain,dear%20ben'

test('a command-line tool is a plugin like any other: form, arguments, progress, log, results', async (t) => {
  const { post, get, settled } = await openRunner(t, { environment })
  const run = async (form: Record<string, string>) => {
    const sent = await post(process, { word: 'hi', token: 'abc', ...form })
    assert.equal(sent.statusCode, 303, sent.body)
    return settled(String(sent.headers.location))
  }
  const metadata = (await get('/plugins/tool@v1-0-0/')).json()
  assert.equal(metadata.entryPoint.dataInput[0].parameter, 'letter')

  const told = await run({ act: 'tell', word: '$(id)', many: 'one, two', loud: 'on', letter })

  assert.equal(told.status, 'SUCCESS', told.log)
  assert.deepEqual(
    told.outputs.map(({ name, dataType }) => [name, dataType]),
    [
      ['told.txt', 'custom/told'],
      ['a.txt', 'custom/more'],
      ['b.txt', 'custom/more'],
    ],
  )
  const lines = String((await get(String(told.outputs[0]?.href))).body).split('\n')
  assert.deepEqual(lines.slice(0, 4), ['<tell>', '<--word=$(id)>', '<--loud>', '<--letter>'])
  assert.match(lines[4] ?? '', /^<\/.*\/inputs\/letter\/data\.txt>$/)
  assert.deepEqual(lines.slice(5, 10), ['<-->', '<$(id)>', '<one>', '<two>', 'token=abc'])
  assert.equal(lines[10], 'HOME LANG PATH PWD TMPDIR TOKEN ', 'nothing of the environment of the house')
  assert.deepEqual(lines.slice(11), ['one', 'two'], 'standard input')
  assert.match(told.log, /^said on standard (output|error)\nsaid on standard (output|error)$/)

  const failed = await run({ act: 'fail' })
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /tool\.sh ended with code 3\.[\s\S]*out of ink$/)
  assert.doesNotMatch(failed.log, /at .*\.ts/, 'no stack of ours')
  assert.match((await run({ act: 'forget' })).log, /left no told\.txt/)
  assert.match((await run({ act: 'link' })).log, /left no told\.txt/, 'a link is no result')
  const late = await run({ act: 'sleep' })
  assert.match(late.log, /took longer than the 2 s/)
  assert.deepEqual([late.progress?.value, late.progress?.target], [3, 4])
  const flooded = await run({ act: 'flood' })
  assert.equal(flooded.status, 'SUCCESS')
  assert.ok(flooded.log.length < 120_000 && /is left out\.$/.test(flooded.log), String(flooded.log.length))
  const refused = await post(process, { word: 'hi', token: 'abc', act: 'explode' })
  assert.equal(refused.statusCode, 422)
})

test('RUN-R7 a program sees its plugin and its run, no file of the house, no network, or the house says that it cannot promise that', async (t) => {
  const copy = emptyFolder(t)
  cpSync(folder, copy, { recursive: true })
  const { post, settled, platform } = await openRunner(t, { environment: { LYCEUM_PLUGIN_FOLDERS: copy } })
  const secret = join(platform.config.instance, 'secret')
  const sent = await post(process, { word: secret, token: 'abc', act: 'look' })

  const { log, status } = await settled(String(sent.headers.location))

  const finding = await isolationCheck.run(platform)
  assert.equal(status, 'SUCCESS', log)
  const words = ['cannot read it', 'cannot write beside itself', 'networks: 1']
  const isHidden = words.every((line) => log.split('\n').includes(line))
  assert.equal(finding.level === 'ok', isHidden, `${finding.message}\n${log}`)
  assert.equal(existsSync(join(copy, 'written')), !isHidden)
})

test('a manifest that is wrong, or whose program is missing, is listed with its reason', async (t) => {
  const copy = emptyFolder(t)
  cpSync(folder, join(copy, 'unbuilt'), { recursive: true })
  rmSync(join(copy, 'unbuilt/tool.sh'))
  cpSync(folder, join(copy, 'wrong'), { recursive: true })
  writeFileSync(join(copy, 'wrong/plugin.json'), '{"name": 3}')
  cpSync(folder, join(copy, 'huge'), { recursive: true })
  writeFileSync(join(copy, 'huge/plugin.json'), ' '.repeat(1_000_001))

  const { errors } = await loadCatalogue({ pluginFolders: [copy] })

  const reasonOf = (name: string) => errors.find(({ file }) => file.includes(`/${name}/`))?.reason ?? ''
  assert.match(reasonOf('unbuilt'), /no program .*tool\.sh .*has it been built/)
  assert.match(reasonOf('huge'), /larger than 1 MB/)
  assert.match(reasonOf('wrong'), /plugin\.json is not right:[\s\S]*name/)
})
