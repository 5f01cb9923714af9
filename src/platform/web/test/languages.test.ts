import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apps } from '../../../apps.ts'
import { parts } from '../../../parts.ts'
import type { Person } from '../../accounts/person.ts'
import type { Part } from '../../app.ts'
import { catalogueFiles, chooseLanguage, languages, openLanguages } from '../languages.ts'

const folder = join(import.meta.dirname, '../../..')
const catalogue = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'))
const german = new Set(catalogueFiles(folder, 'de').flatMap((file) => Object.keys(catalogue(file))))
const bare = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '')

const sources = globSync('{platform,apps}/**/*.ts', { cwd: folder })
  .filter((file) => !file.includes('/test/'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8').replace(/(?<=^|\s)\/\*[\s\S]*?\*\//g, '') }))

/** Every sentence that stands in a call of `t`, with the file where it does. */
const said = new Map(
  sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map(
      (call) => [(call[1] ?? call[2] ?? '').replaceAll("\\'", "'"), file] as const,
    ),
  ),
)

/** What parts declare for people to read. */
const declared = (await Promise.all([...new Set([...parts, ...apps])].map(titlesOf))).flat()

async function titlesOf(part: Part): Promise<string[]> {
  return [
    ...((await part.checks?.()) ?? []).map(({ title }) => title),
    ...((await part.tasks?.()) ?? []).map(({ title }) => title),
    ...((await part.schedules?.()) ?? []).map(({ title }) => title),
    ...(part.settings ?? []).flatMap(({ title, help }) => [title, help]),
  ]
}

/** What the tables of the administration, notices, tours and first steps say. */
const shown = (await Promise.all([...new Set([...parts, ...apps])].map(textsOf))).flat()

async function textsOf(part: Part): Promise<string[]> {
  const tables = (await part.adminTables?.()) ?? []
  return [
    ...tables.flatMap(({ title, about, closed = {}, consequences = [] }) => [
      title,
      about,
      ...Object.values(closed),
      ...consequences,
    ]),
    ...tables.flatMap(({ columns }) => columns.flatMap(({ title, help }) => [title, ...(help ? [help] : [])])),
    ...(part.noticeKinds ?? []).flatMap(({ title, texts }) => [title, ...Object.values(texts).map((one) => one.title)]),
    ...(part.tours ?? []).flatMap(({ steps }) => steps.flatMap(({ title, text }) => [title, text])),
    ...(part.firstSteps ?? []).flatMap(({ title, text }) => [title, text]),
    ...((await part.demo?.()) ?? []).map(({ title }) => title),
    ...(part.actions ?? []).map(({ title }) => title),
  ]
}

test('what parts say of their tables, notices, tours and first steps is there in German', () => {
  assert.deepEqual(
    [...new Set(shown)].filter((text) => !german.has(text) && !german.has(`${text}_other`)),
    [],
  )
})

test('every sentence of a page is there in German', () => {
  const missing = [...said]
    .filter(([key]) => !german.has(key) && !german.has(`${key}_other`))
    .map(([key, file]) => `${file}: ${key}`)

  assert.deepEqual(missing, [])
})

test('what parts call their checks, tasks, schedules and settings is there in German', () => {
  assert.deepEqual(
    declared.filter((text) => !german.has(text)),
    [],
  )
})

test('what apps are for is there in German, and so is every way into them', () => {
  const dora = { role: 'admin', permissions: [] } as unknown as Person
  const words = apps.flatMap(({ about = '', nav }) => [about, ...nav(dora).map(({ text }) => text)])

  assert.ok(words.length > 12)
  assert.deepEqual(
    words.filter((text) => text !== '' && !german.has(text)),
    [],
  )
})

test('no translation is left of a sentence that nobody says any more', () => {
  const everything = sources
    .map(({ text }) => text)
    .join('\n')
    .replaceAll("\\'", "'")
  const unused = [...german].filter((key) => !everything.includes(bare(key)))

  assert.deepEqual(unused, [])
})

test('no two parts say one sentence differently', () => {
  for (const language of languages) {
    const known = new Map<string, string>()
    for (const file of catalogueFiles(folder, language)) {
      for (const [key, text] of Object.entries(catalogue(file))) {
        assert.equal(text, known.get(key) ?? text, `${file}: ${key}`)
        known.set(key, text)
      }
    }
  }
})

test('every translation keeps the values of its sentence', () => {
  for (const language of languages) {
    for (const file of catalogueFiles(folder, language)) {
      for (const [key, text] of Object.entries(catalogue(file))) {
        const values = (sentence: string): string[] =>
          [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort()
        const needed = values(bare(key))
        const given = values(text)
        assert.deepEqual(
          given.filter((name) => !needed.includes(name)),
          [],
          `${file}: ${key}`,
        )
        if (!key.endsWith('_one')) assert.deepEqual(given, needed, `${file}: ${key}`)
      }
    }
  }
})

test('numbers choose the word, and values are never read as instructions', () => {
  const { translator, translateKnown } = openLanguages(folder)

  assert.equal(translator('en')('{{count}} checks fail.', { count: 1 }), '1 check fails.')
  assert.equal(translator('de')('{{count}} checks fail.', { count: 2 }), '2 Prüfungen schlagen fehl.')
  assert.equal(translator('en')('Welcome, {{name}}', { name: '$t(Save) {{x}} <b>' }), 'Welcome, $t(Save) {{x}} <b>')
  assert.equal(
    translateKnown('de', 'Nothing that any catalogue has: $t(Save)'),
    'Nothing that any catalogue has: $t(Save)',
  )
})

test('the language is the one chosen, then what the browser asks for, then English', () => {
  assert.equal(chooseLanguage('de', 'en'), 'de')
  assert.equal(chooseLanguage(null, 'fr-CH, de;q=0.8, en;q=0.5'), 'de')
  assert.equal(chooseLanguage('xx', '*'), 'en')
  assert.equal(chooseLanguage(undefined, undefined), 'en')
})
