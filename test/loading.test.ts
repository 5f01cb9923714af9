import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { fileNamed, withoutTypes } from '../src/loading.js'

const folder = mkdtempSync(join(tmpdir(), 'lyceum-loading-'))
after(() => rmSync(folder, { recursive: true }))

test('a text without its types is kept whole under its sum, and read from there the next time', () => {
  const place = join(folder, 'below', 'kept')
  assert.equal(withoutTypes('const one: number = 1', place), 'const one         = 1')
  const [name = '', ...more] = readdirSync(place)
  assert.deepEqual(more, [], 'no draft is left')

  writeFileSync(join(place, name), `${readFileSync(join(place, name), 'utf8')} // kept`)
  assert.equal(withoutTypes('const one: number = 1', place), 'const one         = 1 // kept')
  assert.equal(withoutTypes('const one: number = 2', place), 'const one         = 2')
})

test('where nothing can be kept, types are stripped all the same', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const place of [undefined, file, join(file, 'below')]) {
    assert.equal(withoutTypes('let none: null', place), 'let none      ')
  }
  assert.equal(readFileSync(file, 'utf8'), '')
})

test('what a process that may write nothing had to strip is kept by another that may, and by nobody else’s wish', async () => {
  const loading = new URL('../src/loading.js', import.meta.url)
  const file = new URL('../src/platform/errors.ts', import.meta.url)
  const cache = join(folder, 'cache')
  const run = async (program: string, flags: readonly string[] = []): Promise<string[]> => {
    const code = `import { keepWithoutTypes, unkept } from '${loading}'; ${program}; console.log(JSON.stringify(unkept))`
    const args = [...flags, `--import=${loading}`, '--input-type=module', '--eval', code]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { NODE_COMPILE_CACHE: cache } })
    return JSON.parse(stdout)
  }
  const mayOnlyRead = ['--permission', '--allow-fs-read=*']
  const strip = () => run(`await import('${file}')`, mayOnlyRead)

  const stripped = await strip()
  assert.deepEqual(stripped, [fileURLToPath(file)])
  const foreign = join(folder, 'foreign.ts')
  writeFileSync(foreign, 'let none: null')
  assert.deepEqual(await run(`await keepWithoutTypes(${JSON.stringify([foreign, ...stripped])})`), [])

  assert.deepEqual(await strip(), [])
  assert.equal(readdirSync(join(cache, `stripped-${process.version}`)).length, 1)
})

test('files that a module of the program or of a library names whole are taken as named, and all else is looked for', () => {
  const own = new URL('../src/parts.ts', import.meta.url).href
  const library = 'file:///srv/node_modules/kysely/dist/index.js'
  const plugin = 'file:///srv/instance/plugins/line-counter/plugin.ts'
  const named = (specifier: string, parentURL: string, conditions = ['node', 'import']) =>
    fileNamed(specifier, { conditions, parentURL })

  assert.equal(named('./apps/papers/app.ts', own), new URL('../src/apps/papers/app.ts', import.meta.url).href)
  assert.equal(named('../kysely.js', library), 'file:///srv/node_modules/kysely/kysely.js')
  assert.equal(named('./form.ts', plugin), undefined)
  for (const specifier of ['kysely', './apps', './apps.json', '#apps', 'node:fs'])
    assert.equal(named(specifier, own), undefined, specifier)
  assert.equal(named('./lib.js', library, ['node', 'require']), undefined)
  assert.equal(fileNamed('./main.ts', { conditions: ['node', 'import'] }), undefined, 'nobody names the first file')
})
