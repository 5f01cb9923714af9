import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { UserError } from '../errors.ts'
import { catalogueFiles, type Language } from './languages.ts'
import { formatPo, type PoEntry, parsePo } from './po.ts'

const programFolder = join(import.meta.dirname, '../..')

/** In the order of their numbers in a PO file. */
const categories = ['zero', 'one', 'two', 'few', 'many', 'other'] as const
const pluralForms: Readonly<Record<Language, string>> = {
  en: 'nplurals=2; plural=(n != 1);',
  de: 'nplurals=2; plural=(n != 1);',
}

type Catalogue = Readonly<Record<string, string>>

/** Every sentence of the house with what it is in a language, for a translator: one file over all parts. */
export function exportPo(language: Language, folder = programFolder): string {
  const header = {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Transfer-Encoding': '8bit',
    Language: language,
    'Plural-Forms': pluralForms[language],
  }
  return formatPo(
    header,
    contextsOf(folder).flatMap((context) => entriesOf(context, language, folder)),
  )
}

/** How many sentences a file changed, and how many it left open. */
export type Imported = Readonly<{ changed: number; open: number }>

/**
 * Takes a translated file back into the catalogues; what is not translated in it stays as it is.
 *
 * @throws UserError `languages.po` for what is no such file, `languages.sentence` for sentences that the house does not say,
 * or whose values were changed; nothing is written then
 */
export function importPo(language: Language, source: string, folder = programFolder): Imported {
  const given = parsePo(source)
  const known = new Map(contextsOf(folder).map((context) => [context, keysOf(context, folder)]))
  const fresh = new Map<string, Record<string, string>>()
  let open = 0
  for (const { context, texts, ...entry } of given) {
    const catalogue = fresh.get(context) ?? fresh.set(context, {}).get(context) ?? {}
    for (const [key, text] of translationsOf(language, entry, texts)) {
      if (!known.get(context)?.has(bare(key))) throw unknownSentence(context, bare(key))
      demandValues(key, text)
      if (text === '') open++
      else catalogue[key] = text
    }
  }
  let changed = 0
  for (const [context, texts] of fresh) changed += write(fileOf(context, language, folder), texts)
  return { changed, open }
}

/** The parts that have something to say, as `platform/web`; German is complete, a test sees to that. */
const contextsOf = (folder: string): string[] =>
  catalogueFiles(folder, 'de').map((file) => relative(folder, dirname(dirname(file))))

const fileOf = (context: string, language: Language, folder: string): string =>
  join(folder, context, 'languages', `${language}.json`)

function read(file: string): Catalogue {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

const bare = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '')

const keysOf = (context: string, folder: string): Set<string> =>
  new Set(Object.keys(read(fileOf(context, 'de', folder))).map(bare))

const categoriesOf = (language: Language): string[] => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
  return categories.filter((category) => pluralCategories.includes(category))
}

function entriesOf(context: string, language: Language, folder: string): PoEntry[] {
  const template = read(fileOf(context, 'de', folder))
  const english = read(fileOf(context, 'en', folder))
  const translated = read(fileOf(context, language, folder))
  return [...keysOf(context, folder)].map((id) => {
    if (template[`${id}_other`] === undefined) return { context, id, texts: [translated[id] ?? ''] }
    const texts = categoriesOf(language).map((category) => translated[`${id}_${category}`] ?? '')
    return { context, id: english[`${id}_one`] ?? id, plural: id, texts }
  })
}

/** The keys of an entry with their texts. The plural is the sentence as the source has it. */
function translationsOf(
  language: Language,
  { id, plural }: Pick<PoEntry, 'id' | 'plural'>,
  texts: readonly string[],
): [key: string, text: string][] {
  if (plural === undefined) return [[id, texts[0] ?? '']]
  return categoriesOf(language).map((category, at) => [`${plural}_${category}`, texts[at] ?? ''])
}

/** What stands in double braces is replaced by values: each must be there, but for a number that is one. */
function demandValues(key: string, text: string): void {
  if (text === '') return
  const [needed, given] = [valuesIn(bare(key)), valuesIn(text)]
  const isFine =
    given.every((name) => needed.includes(name)) && (key.endsWith('_one') || needed.length === given.length)
  if (isFine) return
  const words = `“${text}” must hold the same values in braces as “${bare(key)}”.`
  throw new UserError('invalid', 'languages.sentence', words)
}

const valuesIn = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)

const unknownSentence = (context: string, id: string): UserError =>
  new UserError('invalid', 'languages.sentence', `“${id}” is no sentence of ${context || 'any part'}.`)

/** Keeps the order of what stands there, so that a change is small to read. */
function write(file: string, texts: Catalogue): number {
  const before = read(file)
  const changed = Object.entries(texts).filter(([key, text]) => before[key] !== text).length
  if (changed === 0) return 0
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...before, ...texts }, null, 2)}\n`)
  return changed
}
