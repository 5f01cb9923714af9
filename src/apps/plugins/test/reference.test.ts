import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PluginDescription } from '../loading/description.ts'
import { manifestKeys } from '../manifests/manifest.ts'
import { contextOf } from '../running/child-context.ts'
import * as forAuthors from '../sdk/for-authors.ts'
import { openPlugin } from '../sdk/testing.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/plugin-reference.md'), 'utf8')
const codes = [...page.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
/** Names that stand in code: `run.submit(values, button)` names `submit`, `values` and `button`. */
const named = new Set(codes.flatMap((code) => code.match(/[\w$]+/g) ?? []))

const sdk = join(import.meta.dirname, '../sdk')
/** Members of the types that authors see, as they stand in the source. */
const members = ['context.ts', 'fields.ts', 'plugin.ts', 'testing.ts'].flatMap((file) =>
  [...readFileSync(join(sdk, file), 'utf8').matchAll(/^ {2,8}(?:readonly )?(\w+)\??: (?!\[)/gm)].map(
    ([, name = '']) => name,
  ),
)

/** Made by the house from others, or for what it alone does with them. */
const ofTheHouse = ['declaration', 'next', 'which', 'hasVirtual', 'react']

test('the reference for authors names everything that they can use', async (t) => {
  const assignment = {
    ...{ file: '', name: null, values: {}, stepId: null, button: null, data: {}, scratch: '' },
    kind: 'run',
    task: { number: 1, url: '', status: '', openStepId: null },
    plugin: { identifier: '', name: '', version: '', url: '' },
  } as const
  const context = contextOf(1, assignment, new AbortController().signal, () => {})
  const plugin = await openPlugin(join(import.meta.dirname, 'plugins/kit'), t)
  const run = await plugin.run({ act: 'wait' })
  const everything = {
    exports: Object.keys(forAuthors),
    context: Object.keys(context),
    declaration: Object.keys(PluginDescription.shape),
    manifest: manifestKeys,
    types: [...new Set(members)],
    test: Object.keys(plugin).concat(Object.keys(run)),
  }
  assert.ok(
    Object.values(everything).every((names) => names.length > 4),
    JSON.stringify(everything),
  )

  const missing = Object.entries(everything).flatMap(([where, names]) =>
    names.filter((name) => !named.has(name) && !ofTheHouse.includes(name)).map((name) => `${name} of ${where}`),
  )
  assert.deepEqual(missing, [])
})
