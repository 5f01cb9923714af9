import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

/** An import as it stands in the source; `typeOnly` ones vanish when the program runs. */
type Import = { from: string; to: string; typeOnly: boolean; specifier: string }

const root = join(import.meta.dirname, '..')
const sources = globSync('src/**/*.{ts,js}', { cwd: root }).filter((file) => !/\.d\.ts$/.test(file))
const production = sources.filter((file) => !/(^|\/)(test|contract)\//.test(file))
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const imports = production.flatMap(importsOf)

const appOf = (file: string): string | undefined => /^src\/apps\/([^/]+)\//.exec(file)?.[1]
const isPlatform = (file: string): boolean => file.startsWith('src/platform/')
const isPage = (file: string): boolean => /\/pages(\/|\.ts$)/.test(file)
const isRoute = (file: string): boolean => /\/(routes|api)(\/.*)?(\.ts)?$/.test(file.replace(/\.ts$/, ''))
const isQuery = (file: string): boolean => /\/queries(\/|\.ts$)/.test(file)
const named = (broken: readonly Import[]): string[] =>
  broken.map(({ from, specifier }) => `${from} imports ${specifier}`)

test('PAP-R-005 the platform imports no app', () => {
  assert.deepEqual(named(imports.filter(({ from, to }) => isPlatform(from) && appOf(to) !== undefined)), [])
})

test('no app imports another app', () => {
  const crossing = imports.filter(({ from, to }) => appOf(from) && appOf(to) && appOf(from) !== appOf(to))
  assert.deepEqual(named(crossing), [])
})

test('no app names the tables of another app or of the platform', () => {
  const tables = new Map<string, string>()
  for (const file of production.filter((name) => name.endsWith('/tables.ts'))) {
    for (const [, table] of textOf(file).matchAll(/^ {4}(\w+): /gm)) if (table) tables.set(table, dirname(file))
  }
  assert.ok(tables.size > 5, 'the declared tables are found')

  const trespassing = production
    .filter((file) => appOf(file) !== undefined)
    .flatMap((file) =>
      [...textOf(file).matchAll(/(?:selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin)\('(\w+)/g)]
        .filter(([, table]) => table && tables.has(table) && !file.startsWith(`${tables.get(table)}/`))
        .map(([, table]) => `${file} names ${table}, of ${tables.get(table ?? '')}`),
    )
  assert.deepEqual(trespassing, [])
})

test('pages are made from values: they import no queries, no database, no requests', () => {
  const reaching = imports.filter(
    ({ from, to, specifier, typeOnly }) =>
      isPage(from) &&
      !typeOnly &&
      (isQuery(to) || /\/database\//.test(to) || ['fastify', 'kysely', 'pg'].includes(specifier)),
  )
  assert.deepEqual(named(reaching), [])
})

test('queries know no web page, no route and no verb of the web', () => {
  const reaching = imports.filter(
    ({ from, to, typeOnly }) => isQuery(from) && !typeOnly && (isPage(to) || isRoute(to) || /\/web\//.test(to)),
  )
  assert.deepEqual(named(reaching), [])
})

test('no route or page writes SQL', () => {
  const writing = production.filter(
    (file) =>
      (isRoute(file) || isPage(file)) && /\b(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/.test(textOf(file)),
  )
  assert.deepEqual(writing, [])
})

/** What finds and reads the files of the program has to know where compiled code is kept. */
const firstFiles = ['src/main.ts', 'src/loading.js']

test('the environment is read in main.ts alone, and by what loads it', () => {
  const reading = production.filter((file) => !firstFiles.includes(file) && /\bprocess\.env\b/.test(textOf(file)))
  assert.deepEqual(reading, [])
})

/** Its server is named by the administrator alone, as the database is, and may stand in a private network. */
const objectStorage = 'src/platform/files/s3-client.ts'

test('only platform/http leaves the house, and the client of the object storage', () => {
  const leaving = production.filter(
    (file) =>
      !file.startsWith('src/platform/http/') &&
      file !== objectStorage &&
      !file.includes('/client/') &&
      /(?<![.\w])fetch\(|from 'undici'|(?<![.\w])https?\.request\(|from 'node:https'/.test(textOf(file)),
  )
  assert.deepEqual(leaving, [])
})

test('imports form no circle', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly && to.startsWith('src/')) next.set(from, [...(next.get(from) ?? []), to])
  }
  assert.deepEqual(findCircle(next), [])
})

test('what parts declare is loaded without what it does: no SQL, no page, no route, and of libraries zod alone', () => {
  const loaded = [...reachedFrom(['src/parts.ts'])]
  assert.ok(loaded.includes('src/apps/papers/app.ts'), 'the parts are found')

  const working = loaded.filter((file) => isQuery(file) || isPage(file) || isRoute(file) || /\/tasks\.ts$/.test(file))
  const libraries = loaded.filter((file) => !file.startsWith('src/') && !file.startsWith('node:') && file !== 'zod')
  assert.deepEqual([working, libraries], [[], []])
})

test('PAP-A5 the web part of an idle house loads nothing that asks sources or reads their answers', () => {
  const adapters = globSync('src/apps/papers/sources/*.ts', { cwd: root }).filter((file) =>
    /from '.\/asking.ts'/.test(textOf(file)),
  )
  assert.ok(adapters.length > 8, 'the sources are found')

  const loaded = reachedFrom(['src/apps/papers/app.ts', 'src/apps/papers/routes.ts'])
  assert.deepEqual(
    [...loaded].filter((file) => adapters.includes(file) || file.includes('/downloading/fetch')),
    [],
  )
})

test('PAP-A5 nothing of node:http is imported, with which Node would load its own fetch', () => {
  assert.deepEqual(named(imports.filter(({ specifier, typeOnly }) => specifier === 'node:http' && !typeOnly)), [])
})

test('R-V11 weak hashes, Math.random and switched-off certificate checks stand nowhere', () => {
  // A store of papers states MD5 sums of its files: they tell a broken file from a whole one, and nothing rests on them.
  const statedByOthers = 'src/apps/papers/downloading/stated-checksum.ts'
  const weak = production.filter(
    (file) =>
      file !== statedByOthers && /createHash\('(md5|sha1)'\)|Math\.random\(|rejectUnauthorized/.test(textOf(file)),
  )
  assert.deepEqual(weak, [])
})

test('R-V3 no style attribute and no inline handler stands in a page', () => {
  const inline = production.filter(
    (file) => file.endsWith('.ts') && /<[a-z][^>`]*\s(style|on[a-z]+)="/.test(textOf(file)),
  )
  assert.deepEqual(inline, [])
})

test('no test is skipped or left for later', () => {
  const skipped = globSync('{src,test}/**/*.test.ts', { cwd: root }).filter((file) =>
    /\b(test|it|describe)\.(skip|todo|only)\b|\{ *(skip|todo): *(true|')/.test(textOf(file)),
  )
  assert.deepEqual(skipped, [])
})

test('the rules see what they are for', () => {
  assert.deepEqual(
    findCircle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    ),
    ['a', 'b', 'c', 'a'],
  )
  assert.deepEqual(
    findCircle(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
      ]),
    ),
    [],
  )
  assert.equal(isRoute('src/apps/papers/routes.ts') && isRoute('src/apps/papers/routes/imports.ts'), true)
  assert.equal(isPage('src/apps/papers/pages/table.ts'), true)
  assert.equal(isQuery('src/apps/papers/queries.ts'), true)
})

function importsOf(file: string): Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...textOf(file).matchAll(pattern)].map(([, type, plain, lazy]) => {
    const specifier = plain ?? lazy ?? ''
    const to = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier
    // A lazy import runs later, when the circle is already whole.
    return { from: file, to, specifier, typeOnly: type !== undefined || lazy !== undefined }
  })
}

/** Everything that is loaded as soon as these are; what is imported when it is needed is not. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files)
  for (const file of reached) {
    for (const { from, to, typeOnly } of imports) if (from === file && !typeOnly) reached.add(to)
  }
  return reached
}

/** The first circle on the way from any file, or nothing. */
function findCircle(next: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] => {
    const start = path.indexOf(file)
    if (start >= 0) return [...path.slice(start), file]
    if (done.has(file)) return []
    for (const target of next.get(file) ?? []) {
      const circle = visit(target, [...path, file])
      if (circle.length > 0) return circle
    }
    done.add(file)
    return []
  }
  for (const file of next.keys()) {
    const circle = visit(file, [])
    if (circle.length > 0) return circle
  }
  return []
}
