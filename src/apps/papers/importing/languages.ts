/** The primary tag of the first language, the words for any others, and whether one was not understood. */
export interface LanguageReading {
  readonly tag: string | null
  readonly others: readonly string[]
  readonly isUnknown: boolean
}

/** Reads `en`, `eng`, `en-GB`, `English`, `Deutsch`, `English; German`. */
export function readLanguages(cell: string): LanguageReading {
  const [first = '', ...others] = cell.split(/\s?[;,|/]\s?/).filter((word) => word !== '')
  const tag = languageTag(first)
  return { tag, others, isUnknown: tag === null }
}

/** A BCP 47 primary tag for a code or a name; null where it is neither. */
export function languageTag(word: string): string | null {
  if (word.length > 60) return null
  const lower = word.toLowerCase()
  if (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}$/.test(lower)) {
    const tag = tagOfCode(lower.split(/[-_]/, 1)[0] ?? '')
    if (tag !== null) return tag
  }
  return tagsByName().get(lower) ?? null
}

const ENGLISH_NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
const NOT_ONE_LANGUAGE = new Set(['mul', 'und', 'zxx', 'mis'])

/** Two-letter codes for the three-letter ones (`ger` and `deu` are `de`), by the aliases of Unicode CLDR. */
function tagOfCode(code: string): string | null {
  const [tag = ''] = Intl.getCanonicalLocales(code)
  return NOT_ONE_LANGUAGE.has(tag) || ENGLISH_NAMES.of(tag) === undefined ? null : tag
}

const CODES =
  'af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fo fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku ky la lb lo lt lv mk ml mn mr ms mt my nb ne nl nn no pa pl ps pt ro ru sa sd si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi xh yi zh zu'

let names: ReadonlyMap<string, string> | undefined

/** Names in English, German, French, Spanish, Italian, Portuguese, and each language's own; made on first need. */
function tagsByName(): ReadonlyMap<string, string> {
  if (names !== undefined) return names
  const found = new Map<string, string>()
  for (const locale of ['en', 'de', 'fr', 'es', 'it', 'pt', 'own']) {
    for (const code of CODES.split(' ')) {
      const name = new Intl.DisplayNames(locale === 'own' ? code : locale, { type: 'language' }).of(code)
      if (name !== undefined) found.set(name.toLowerCase(), code)
    }
  }
  names = found
  return found
}
