import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { failureWords } from '../src/apps/papers/failure-codes.ts'
import { IMPORT_ISSUES } from '../src/apps/papers/importing/import-issues.ts'
import { filterFields } from '../src/apps/papers/searching/paper-filter.ts'
import { statusLabels } from '../src/apps/papers/statuses.ts'
import { configSchema } from '../src/environment.ts'

const root = join(import.meta.dirname, '..')
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

test('every setting of the environment is documented in its own words', () => {
  const words = configurationPage()
  // `LYCEUM_TEST_WRITE=1` writes the page anew after a change of the schema.
  if (process.env.LYCEUM_TEST_WRITE) writeFileSync(join(root, 'docs/configuration.md'), words)

  assert.equal(textOf('docs/configuration.md'), words)
})

test('every error code is explained in docs/errors.md, and no other', () => {
  const used = new Set(
    globSync('src/**/*.ts', { cwd: root })
      .filter((name) => !/\/(?:test|contract)\//.test(name))
      .flatMap((name) => codesIn(textOf(name))),
  )
  const explained = new Set(
    [...textOf('docs/errors.md').matchAll(/^\| `([a-z0-9.-]+)` \|/gm)].map(([, code]) => code ?? ''),
  )

  assert.deepEqual([...used].filter((code) => !explained.has(code)).sort(), [], 'codes that nothing explains')
  assert.deepEqual(
    [...explained].filter((code) => !used.has(code) && !isMade(code)).sort(),
    [],
    'codes that nothing uses',
  )
})

test('every status, reason, issue and word of the search is explained in docs/papers.md', () => {
  const page = textOf('docs/papers.md')
  const reasons = Object.entries(failureWords).map(
    ([code, words]) => `| \`${code}\` | ${words.sentence} | ${words.action} |`,
  )
  const issues = Object.keys(IMPORT_ISSUES).map((code) => `\`${code}\``)
  const conditions = filterFields.map((field) => `\`${field}:`)
  const labels = Object.values(statusLabels).map((label) => `| ${label} |`)

  const missing = [...reasons, ...issues, ...conditions, ...labels].filter((words) => !page.includes(words))
  assert.deepEqual(missing, [])
})

test('every link from one page of the documents to another leads somewhere', () => {
  const broken = globSync('{docs/**/*.md,*.md}', { cwd: root }).flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
      .map(([, target]) => target ?? '')
      .filter((target) => globSync(join(page, '..', target), { cwd: root }).length === 0)
      .map((target) => `${page} → ${target}`),
  )
  assert.deepEqual(broken, [])
})

/** Codes that are written out, those that go through a function of the file, and those made from a table of the file. */
function codesIn(source: string): string[] {
  const written = source.matchAll(/(?:new UserError|super)\(\s*'[a-z-]+',\s*'([a-z0-9.-]+)'/g)
  const passing = source.matchAll(/(?:const|function) (\w+)[^\n]*\n?[^\n]*new UserError\([^,']*(?:'[a-z-]+')?, code\b/g)
  const passed = [...passing].flatMap(([, name]) =>
    [...source.matchAll(new RegExp(`\\b${name}\\(\\s*(?:'[a-z-]+',\\s*)?'([a-z]+\\.[a-z0-9.-]+)'`, 'g'))].map(
      textFound,
    ),
  )
  const stems = [...source.matchAll(/new UserError\(\s*'[a-z-]+',\s*`([a-z0-9.-]+)\$\{code\}`/g)].map(textFound)
  const endings = [...source.matchAll(/\bcode: '([a-z0-9-]+)'/g)].map(textFound)
  return [...[...written].map(textFound), ...passed, ...stems.flatMap((stem) => endings.map((end) => stem + end))]
}

const textFound = ([, text = '']: RegExpExecArray): string => text

/** Codes that reach a person without a `UserError`, such as those of jobs. */
const isMade = (code: string): boolean =>
  globSync('src/**/*.ts', { cwd: root }).some((file) => textOf(file).includes(`code: '${code}'`))

function configurationPage(): string {
  const rows = Object.entries(configSchema).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined)
    const value = fallback.success ? shown(name, fallback.data) : ''
    return `| \`${name}\` | ${value} | ${schema.description} |`
  })
  return `# Configuration

Settings of the environment, read once when a process starts. They may also stand in a file \`.env\` where the command is
called; real variables win. A mistake is named with its variable, all at once, and the process ends with exit code 2.
\`lyceum config show\` prints what holds and where it comes from. What an administrator changes while the house runs is
under Admin → Settings instead.

| variable | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`
}

function shown(name: string, value: unknown): string {
  if (name === 'LYCEUM_TIMEZONE') return 'that of the machine'
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  if (typeof value === 'boolean') return value ? '`1`' : '`0`'
  return `\`${String(z.union([z.string(), z.number()]).parse(value)).replace('|', '\\|')}\``
}
