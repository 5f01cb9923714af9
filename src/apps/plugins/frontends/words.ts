import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { chooseLanguage, type Language, openLanguages, type Translate } from '../../../platform/web/languages.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FieldSpec, Fields } from '../sdk/fields.ts'

/** How a plugin's page speaks: `t` the words of the house, `say` those of the plugin, which are English without its help. */
export type Words = Readonly<{ language: Language; t: Translate; say: (text: string) => string }>

let house: ReturnType<typeof openLanguages> | undefined
const known = new WeakMap<KnownPlugin, Map<Language, Promise<Words>>>()

/**
 * A plugin brings its words in `languages/de.json`, English text to German text, in its own folder; plugins that lie side
 * by side may share those of the folder around them. A key may have `{{places}}` for values. They are read once for each time that plugins are loaded.
 */
export function wordsOf(plugin: KnownPlugin, language: Language): Promise<Words> {
  const byLanguage = known.get(plugin) ?? new Map<Language, Promise<Words>>()
  known.set(plugin, byLanguage)
  const words = byLanguage.get(language) ?? readWords(plugin, language)
  byLanguage.set(language, words)
  return words
}

/** Words of pages that belong to no plugin. */
export function houseWords(language: Language): Words {
  house ??= openLanguages()
  return { language, t: house.translator(language), say: (text) => text }
}

/** What the address asks for, which the house does for its people; else what the browser would like. */
export function languageOf({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { lang?: unknown }
  return chooseLanguage(typeof lang === 'string' ? lang : null, headers['accept-language'])
}

async function readWords({ file }: KnownPlugin, language: Language): Promise<Words> {
  const words = houseWords(language)
  if (language === 'en') return words
  const folder = dirname(file)
  const [shared, own] = await Promise.all([dirname(folder), folder].map((place) => readCatalogue(place, language)))
  return { ...words, say: sayingOf(new Map([...(shared ?? []), ...(own ?? [])]), language) }
}

/** A sentence with `{{places}}`, as what stands between them and their names, and what it is in the other language. */
type Form = Readonly<{ between: readonly string[]; names: readonly string[]; text: string }>

/** Knows sentences as they stand, and those whose values stand in the places of a key of the catalogue. */
function sayingOf(said: ReadonlyMap<string, string>, language: Language): Words['say'] {
  const forms = [...said].filter(([key]) => key.includes('{{')).map(([key, text]) => formOf(key, text))
  // Where two fit, the one that leaves less open is meant.
  forms.sort((one, other) => other.between.join('').length - one.between.join('').length)
  const say: Words['say'] = (text) => said.get(text) ?? said.get(text.trim()) ?? filled(text) ?? text
  function filled(text: string): string | undefined {
    for (const { between, names, text: form } of forms) {
      const values = valuesIn(text, between)
      const valueAt = (name: string): string => values?.[names.indexOf(name)] ?? ''
      if (values)
        return form.replaceAll(place, (_, name: string) => localNumber(valueAt(name), language) ?? say(valueAt(name)))
    }
    return undefined
  }
  return say
}

const place = /\{\{(\w+)\}\}/g

function formOf(key: string, text: string): Form {
  const pieces = key.split(place)
  return { between: pieces.filter((_, at) => at % 2 === 0), names: pieces.filter((_, at) => at % 2 === 1), text }
}

/** What stands in the places; undefined where the text is another sentence. Looks at each letter once. */
function valuesIn(text: string, [first = '', ...others]: readonly string[]): string[] | undefined {
  if (!text.startsWith(first) || [first, ...others].every((piece) => piece === '')) return undefined
  const values: string[] = []
  let from = first.length
  for (const [at, piece] of others.entries()) {
    const to = at === others.length - 1 ? text.length - piece.length : text.indexOf(piece, from)
    if (to < from || !text.startsWith(piece, to)) return undefined
    values.push(text.slice(from, to))
    from = to + piece.length
  }
  return values
}

/** A decimal number with as many digits as it was said with; undefined for any other text. */
function localNumber(text: string, language: Language): string | undefined {
  const digits = /^-?\d+\.(\d+)$/.exec(text)?.[1]?.length
  return digits === undefined || digits > 20
    ? undefined
    : Number(text).toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Empty where there is none, or nothing that can be read. */
async function readCatalogue(folder: string, language: Language): Promise<[string, string][]> {
  try {
    const read: unknown = JSON.parse(await readFile(join(folder, 'languages', `${language}.json`), 'utf8'))
    const pairs = Object.entries(typeof read === 'object' && read !== null ? read : {})
    return pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  } catch {
    return []
  }
}

/** The same fields in the language of the page; names and values stay as they are. */
export const translatedFields = (fields: Fields, { say }: Words): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, translatedField(field, say)]))

const translatedField = (field: FieldSpec, say: Words['say']): FieldSpec => ({
  ...field,
  label: say(field.label),
  ...(field.description !== undefined && { description: say(field.description) }),
  ...(field.options && { options: field.options.map(([value, label]) => [value, say(label)] as const) }),
})

/** What is wrong with a field: clients know these sentences in English, people read them in their language. */
export function translatedError(sentence: string, t: Translate): string {
  for (const [pattern, translate] of sentences) {
    const found = pattern.exec(sentence)
    if (found) return translate(t, found.slice(1).map(String))
  }
  return sentence
}

type Sentence = readonly [pattern: RegExp, translate: (t: Translate, values: readonly string[]) => string]
const sentences: readonly Sentence[] = [
  [/^Missing data for required field\.$/, (t) => t('This must be filled in.')],
  [/^Field may not be null\.$/, (t) => t('This must be filled in.')],
  [/^Not a valid integer\.$/, (t) => t('Not a valid integer.')],
  [/^Not a valid number\.$/, (t) => t('Not a valid number.')],
  [/^Not a valid boolean\.$/, (t) => t('Not a valid boolean.')],
  [/^Not a valid choice\.$/, (t) => t('Not a valid choice.')],
  [/^Not a valid URL\.$/, (t) => t('Not a valid URL.')],
  [/^String does not match expected pattern\.$/, (t) => t('This text has another form than it must have.')],
  [/^Shorter than minimum length (.+)\.$/, (t, [least = '']) => t('Shorter than minimum length {{least}}.', { least })],
  [/^Longer than maximum length (.+)\.$/, (t, [most = '']) => t('Longer than maximum length {{most}}.', { most })],
  [/^Must be one of: (.+)\.$/, (t, [among = '']) => t('Must be one of: {{among}}.', { among })],
  [
    /^Must be (greater than (?:or equal to )?)?(?:(\S+) and )?(less than (?:or equal to )?)?(\S+)\.$/,
    (t, [above, first, below, last]) => rangeSentence(t, above ?? '', first ?? '', below ?? '', last ?? ''),
  ],
]

/** `undefined` stands where a part of the sentence is missing. */
function rangeSentence(t: Translate, above: string, first: string, below: string, last: string): string {
  const isBetween = first !== 'undefined'
  const from = { sign: above.includes('equal') ? '≥' : '>', value: isBetween ? first : last }
  const to = { sign: below.includes('equal') ? '≤' : '<', value: last }
  const parts = [above !== 'undefined' ? [from] : [], below !== 'undefined' ? [to] : []].flat()
  return t('Must be {{range}}.', { range: parts.map(({ sign, value }) => `${sign} ${value}`).join(', ') })
}
