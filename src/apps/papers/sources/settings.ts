import { z } from 'zod'
import { defineSetting } from '../../../platform/settings/settings.ts'
import { type SourceName, sourceNames } from './declarations.ts'
import type { Details } from './source.ts'

const isSourceName = (word: string): word is SourceName => sourceNames.some((name) => name === word)
const known = `Known: ${sourceNames.join(', ')}.`

/** `crossref, arxiv`; undefined where a word is no source, or stands there twice. */
export function readSourceNames(text: string): SourceName[] | undefined {
  const words = text.split(/[\s,]+/).filter(Boolean)
  const names = words.filter(isSourceName)
  return names.length === words.length && new Set(names).size === names.length ? names : undefined
}

/** `arxiv 5, unpaywall 1.5`; undefined where it is anything else. */
export function readSourceNumbers(text: string): ReadonlyMap<SourceName, number> | undefined {
  const found = new Map<SourceName, number>()
  for (const part of text.split(',').filter((some) => some.trim() !== '')) {
    const [name = '', number = '', ...rest] = part.trim().split(/\s+/)
    if (!isSourceName(name) || found.has(name) || rest.length > 0 || !/^\d{1,9}(\.\d{1,3})?$/.test(number))
      return undefined
    found.set(name, Number(number))
  }
  return found
}

/** `elsevier 10.1016 10.1006, wiley 10.1002`: groups by prefix; undefined where it is anything else. */
export function readThrottleGroups(text: string): ReadonlyMap<string, string> | undefined {
  const groups = new Map<string, string>()
  for (const part of text.split(',').filter((some) => some.trim() !== '')) {
    const [name = '', ...prefixes] = part.trim().split(/\s+/)
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name) || prefixes.length === 0) return undefined
    for (const prefix of prefixes) {
      if (!/^10\.\d{4,9}$/.test(prefix) || groups.has(prefix)) return undefined
      groups.set(prefix, name)
    }
  }
  return groups
}

const fields = [
  'title',
  'issn',
  'journal',
  'publisher',
  'type',
  'language',
  'published_on',
  'volume',
  'issue',
  'pages',
  'article_number',
  'abstract',
  'authors_json',
  'oa_status',
  'license',
] as const satisfies readonly (keyof Details)[]
export type OrderedField = (typeof fields)[number]

/** `abstract europe-pmc openalex, language openalex`; undefined where it is anything else. */
export function readFieldOrder(text: string): ReadonlyMap<OrderedField, readonly SourceName[]> | undefined {
  const found = new Map<OrderedField, readonly SourceName[]>()
  for (const part of text.split(',').filter((some) => some.trim() !== '')) {
    const [word = '', ...names] = part.trim().split(/\s+/)
    const field = fields.find((one) => one === (word === 'authors' ? 'authors_json' : word))
    const order = readSourceNames(names.join(' '))
    if (field === undefined || found.has(field) || order === undefined || order.length === 0) return undefined
    found.set(field, order)
  }
  return found
}

const readable = (read: (text: string) => unknown, message: string): z.ZodType<string> =>
  z
    .string()
    .trim()
    .max(1_000)
    .refine((text) => read(text) !== undefined, message)

export const sourcesSetting = defineSetting({
  name: 'papers.sources',
  title: 'Sources of papers, in the order in which they are asked',
  help: 'Names, with commas between. What is left out is not asked; the first to know a field has it.',
  schema: readable(readSourceNames, `Names of sources, each once. ${known}`),
  fallback: sourceNames.join(', '),
})

export const sourceSecondsSetting = defineSetting({
  name: 'papers.source-seconds',
  title: 'Seconds between two questions to a source',
  help: 'Such as "arxiv 5, unpaywall 1". Slower than a source allows is always possible, faster never.',
  schema: readable(readSourceNumbers, `A source and a number, such as "arxiv 5, unpaywall 1". ${known}`),
  fallback: '',
})

export const sourceDaySetting = defineSetting({
  name: 'papers.source-requests-a-day',
  title: 'Questions to a source in a day, at most',
  help: 'Such as "unpaywall 100000, semantic-scholar 5000". Papers that need more wait for the next day (UTC).',
  schema: readable(readSourceNumbers, `A source and a number, such as "unpaywall 100000". ${known}`),
  fallback: 'unpaywall 100000',
})

export const openalexCentsSetting = defineSetting({
  name: 'papers.openalex-cents-a-day',
  title: 'What OpenAlex may cost in a day, in cents',
  help: 'Looking up is free; searching by title is paid beyond the allowance of a key, which is 100 cents.',
  schema: z.number().int().min(0).max(100_000),
  fallback: 50,
})

export const fieldOrderSetting = defineSetting({
  name: 'papers.field-order',
  title: 'Fields that come from other sources first',
  help: 'Such as "abstract europe-pmc openalex, language openalex". For all other fields the order of the sources holds.',
  schema: readable(
    readFieldOrder,
    `A field and its sources, such as "abstract europe-pmc openalex". Fields: ${fields.join(', ')}.`,
  ),
  fallback: '',
})

export const skipRetractedSetting = defineSetting({
  name: 'papers.skip-retracted',
  title: 'Leave out retracted papers',
  help: 'Their details are looked up; their full text is not fetched.',
  schema: z.boolean(),
  fallback: false,
})

export const filesADaySetting = defineSetting({
  name: 'papers.files-per-host-and-day',
  title: 'Files from one host in a day, at most',
  help: 'Papers that need more from the same host wait for the next day (UTC).',
  schema: z.number().int().min(1).max(100_000),
  fallback: 500,
})

export const markupSetting = defineSetting({
  name: 'papers.take-jats',
  title: 'Take the text as XML too',
  help: 'Where a source or the page of an open article names it as JATS XML, for text mining; not where a site reserves that.',
  schema: z.boolean(),
  fallback: false,
})

export const checkContentSetting = defineSetting({
  name: 'papers.check-content',
  title: 'Look whether a file is the right paper',
  help: 'DOI or title must stand on the first pages, as far as they can be read; what does not match is for a person to judge.',
  schema: z.boolean(),
  fallback: false,
})

export const throttleGroupsSetting = defineSetting({
  name: 'papers.throttle-groups',
  title: 'Publishers with many hosts, by prefixes of DOIs',
  help: 'Such as "elsevier 10.1016 10.1006, wiley 10.1002". Papers of a group are fetched one at a time, ten seconds apart, whatever hosts they lie on.',
  schema: readable(readThrottleGroups, 'A name and prefixes, such as "elsevier 10.1016 10.1006"; each prefix once.'),
  fallback: '',
})

const hostList = z
  .string()
  .trim()
  .toLowerCase()
  .max(5_000)
  .regex(/^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:[\s,]+|$))*$/, 'Names of hosts, such as example.org, with commas between.')

export const deniedHostsSetting = defineSetting({
  name: 'papers.denied-hosts',
  title: 'Hosts that no full text is fetched from',
  help: 'Such as "example.org, files.example.net"; hosts below them are meant too. Shadow libraries are never asked.',
  schema: hostList,
  fallback: '',
})

export const sourceSettings = [
  sourcesSetting,
  sourceSecondsSetting,
  sourceDaySetting,
  openalexCentsSetting,
  fieldOrderSetting,
  skipRetractedSetting,
  filesADaySetting,
  markupSetting,
  checkContentSetting,
  deniedHostsSetting,
  throttleGroupsSetting,
]
