import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance, type i18n } from 'i18next'

/** The languages of the house; English text is its own key. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

/**
 * Says an English sentence in the language of the page. Names in double braces are replaced by values; with `count` the
 * form for that number is taken: `t('{{count}} papers', { count: 1 })`.
 */
export type Translate = (text: string, values?: Readonly<Record<string, string | number>>) => string

export type Languages = Readonly<{
  translator: (language: Language) => Translate
  /** A sentence made elsewhere, such as that of an error: translated where a catalogue has it, else as it is. */
  translateKnown: (language: Language, sentence: string) => string
}>

/** Opens the catalogues `languages/*.json` of all parts and apps below `folder`; each language is read on first use. */
export function openLanguages(folder: string = join(import.meta.dirname, '../..')): Languages {
  const opened = new Map<Language, { catalogue: Catalogue; t: Translate }>()

  function open(language: Language): { catalogue: Catalogue; t: Translate } {
    const known = opened.get(language)
    if (known) return known
    const catalogue = readCatalogue(folder, language)
    const fresh = { catalogue, t: remembering(translatorOf(language, catalogue), language) }
    opened.set(language, fresh)
    return fresh
  }

  return {
    translator: (language) => open(language).t,
    translateKnown: (language, sentence) => open(language).catalogue.get(sentence) ?? sentence,
  }
}

/** The language to speak: the person's own, else the first of `Accept-Language` that the house knows, else English. */
export function chooseLanguage(chosen: string | null | undefined, acceptLanguage: string | undefined): Language {
  const wishes = [chosen ?? '', ...(acceptLanguage ?? '').slice(0, 200).split(',')]
  for (const wish of wishes) {
    const tag = wish.trim().slice(0, 2).toLowerCase()
    const language = languages.find((known) => known === tag)
    if (language) return language
  }
  return 'en'
}

type Catalogue = ReadonlyMap<string, string>

/** Where two files say one sentence differently, the platform's word counts; a test finds such pairs. */
function readCatalogue(folder: string, language: Language): Catalogue {
  const catalogue = new Map<string, string>()
  for (const file of catalogueFiles(folder, language)) {
    const entries: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))
    for (const [key, text] of Object.entries(entries)) if (!catalogue.has(key)) catalogue.set(key, String(text))
  }
  return catalogue
}

/** The files of one language, those of the platform first. */
export const catalogueFiles = (folder: string, language: Language): string[] =>
  ['platform', 'apps'].flatMap((place) =>
    globSync(`${place}/*/languages/${language}.json`, { cwd: folder })
      .sort()
      .map((file) => join(folder, file)),
  )

function translatorOf(language: Language, catalogue: Catalogue): i18n['t'] {
  const speaker = createInstance()
  void speaker.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    contextSeparator: '\u0000',
    resources: { [language]: { translation: Object.fromEntries(catalogue) } },
    // The html template escapes; and a value must never be read as a reference to another sentence.
    interpolation: { escapeValue: false, skipOnVariables: true },
  })
  return speaker.t
}

/**
 * Each sentence is looked up once for each plural form of the language; there are only as many as the source holds.
 * Values are put in here: i18next takes a hundred times as long for it, and a page has dozens.
 */
function remembering(t: i18n['t'], language: Language): Translate {
  const said = new Map<string, string>()
  const plurals = new Intl.PluralRules(language)
  const sentence = (key: string, text: string, count?: number): string => {
    const known = said.get(key)
    if (known !== undefined) return known
    const fresh = t(text, { skipInterpolation: true, ...(count !== undefined && { count }) })
    said.set(key, fresh)
    return fresh
  }
  return (text, values) => {
    if (values === undefined) return sentence(text, text)
    const { count } = values
    const isCounted = typeof count === 'number'
    const chosen = isCounted ? sentence(`${text}\u0000${plurals.select(count)}`, text, count) : sentence(text, text)
    return chosen.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
