import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { openPlugin, type TestFile, type TestOutput, testFile } from '../../sdk/testing.ts'
import * as formats from '../formats.ts'
import { zipEntries, zipOf } from '../zip.ts'
import { archiveOf } from './sources.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../../docs/plugin-formats.md'), 'utf8')

/** A piece of the page: its kind, and what it is: `field`, `field:entry of an archive`, `result` or `result:entry`. */
type Block = Readonly<{ kind: string; name: string; text: string }>

const blocksOf = (section: string): Block[] =>
  [...section.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, kind = '', name = '', text = '']) => ({
    kind,
    name,
    text,
  }))

const sections = page.split(/^## /m).filter((section) => section.includes('```ts\n'))
const contentTypes: Readonly<Record<string, string>> = { csv: 'text/csv', json: 'application/json' }

test('the page on formats has an example for each kind of file', () => {
  assert.equal(sections.length, 6)
})

for (const section of sections) {
  const [title = ''] = section.split('\n', 1)
  test(`the example of “${title}” does with its files what the page says`, async (t) => {
    const blocks = blocksOf(section)
    const plugin = await openPlugin(folderWith(t, blocks.find(({ kind }) => kind === 'ts')?.text ?? ''), t)
    const fields = Object.keys(plugin.description.inputs)
    const isGiven = ({ name }: Block): boolean => fields.includes(name.split(':', 1)[0] ?? '')

    const run = await plugin.run(await givenBy(blocks.filter((block) => block.kind !== 'ts' && isGiven(block))))

    const log = blocks.find(({ kind }) => kind === 'log')
    if (log) return assert.equal(run.log.trim(), log.text.trim())
    assert.equal(run.status, 'SUCCESS', run.log)
    const expected = blocks.filter(({ kind, name }) => kind !== 'ts' && !isGiven({ kind, name, text: '' }))
    assert.ok(expected.length > 0)
    for (const { kind, name, text } of expected) {
      const written = await resultOf(t, run.outputs, name)
      if (kind === 'json') assert.deepEqual(JSON.parse(written), JSON.parse(text))
      else assert.equal(written.replaceAll('\r\n', '\n'), text)
    }
  })
}

test('the page names everything that authors get for files', () => {
  const named = new Set([...page.matchAll(/[\w$]+/g)].map(([word]) => word))

  assert.deepEqual(
    Object.keys(formats).filter((name) => !named.has(name)),
    [],
  )
})

function folderWith(t: TestContext, code: string): string {
  const folder = emptyFolder(t)
  mkdirSync(join(folder, 'example'))
  writeFileSync(join(folder, 'example/plugin.ts'), code)
  return join(folder, 'example')
}

async function givenBy(blocks: readonly Block[]): Promise<Record<string, TestFile>> {
  const files = blocks.map(async ({ kind, name, text }) => {
    const [field = '', entry] = name.split(/:(.*)/s)
    if (entry === undefined)
      return [field, testFile(`${field}.${kind}`, text, { contentType: contentTypes[kind] })] as const
    const bytes = Buffer.concat(await Array.fromAsync(zipOf([[entry, text]])))
    return [field, testFile(`${field}.zip`, bytes, { contentType: 'application/zip' })] as const
  })
  return Object.fromEntries(await Promise.all(files))
}

async function resultOf(t: TestContext, outputs: readonly TestOutput[], wanted: string): Promise<string> {
  const [name, inside] = wanted.split(/:(.*)/s)
  const output = outputs.find((one) => one.name === name)
  assert.ok(output, `${name} among ${outputs.map((one) => one.name)}`)
  if (inside === undefined) return output.text
  for await (const entry of zipEntries(await archiveOf(t, output.bytes))) if (entry.name === inside) return entry.text()
  throw new assert.AssertionError({ message: `${inside} is not in ${name}.` })
}
