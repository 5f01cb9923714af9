import { z } from 'zod'
import { normaliseDoi } from '../importing/doi.ts'
import { languageTag } from '../importing/languages.ts'
import { isRetractedTitle, readType } from '../importing/types.ts'
import { askSource, dayMs } from './asking.ts'
import { declared } from './declarations.ts'
import { authorsJson, firstText, issnsIn } from './names.ts'
import { dated, partialDate } from './partial-date.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Asking, Details, Source, SourceAnswer } from './source.ts'

const text = z.union([z.string(), z.number().transform(String)]).nullish()
const texts = z.union([z.string(), z.array(z.string().nullable())]).nullish()

/** CSL-JSON as the agencies write it: what is one text here is a list there. */
const CslItem = z.object({
  title: texts,
  'container-title': texts,
  publisher: text,
  type: text,
  language: text,
  ISSN: texts,
  volume: text,
  issue: text,
  page: text,
  abstract: text,
  author: z.array(z.object({ family: text, given: text, literal: text, name: text }).partial()).nullish(),
  issued: z
    .object({ 'date-parts': z.array(z.array(z.union([z.number(), z.string(), z.null()]))).nullish() })
    .partial()
    .nullish(),
})
type CslItem = z.infer<typeof CslItem>

const Agencies = z
  .array(z.object({ RA: z.string().nullish(), status: z.string().nullish() }).partial())
  .min(1, 'no agency')

const Handle = z.object({
  responseCode: z.number(),
  values: z.array(z.object({ type: z.string(), data: z.object({ value: z.unknown() }).partial().nullish() })).nullish(),
})

const declaration = declared('doi-org')
const { pace } = declaration

/** The resolver of all DOIs. It knows every agency, and says with authority that a DOI does not exist. */
export const doiOrg: Source = {
  ...declaration,
  lookUp: async ({ doi }, asking) => {
    if (doi === null) return { kind: 'not-applicable' }
    const question = {
      purpose: 'papers.doi',
      url: new URL(`${asking.baseUrl}/${pathOf(doi)}`),
      key: doi,
      pace,
      schema: CslItem,
      accept: 'application/vnd.citationstyles.csl+json',
      maxRedirects: 8,
    }
    return askSource(asking, question, (item) => ({
      details: detailsOf(item),
      identifiers: [],
      candidates: [],
      isOpen: null,
    }))
  },
}

/** Who registers the DOIs of a prefix, such as `Crossref`; null where doi.org does not say. Believed for thirty days. */
export function findAgency(doi: string, asking: Asking): Promise<SourceAnswer<string | null>> {
  const prefix = doi.split('/', 1)[0] ?? doi
  const question = {
    purpose: 'papers.doi',
    url: new URL(`${asking.baseUrl}/doiRA/${prefix}`),
    key: `agency ${prefix}`,
    pace,
    schema: Agencies,
    keepMs: () => 30 * dayMs,
  }
  return askSource(asking, question, ([first]) => first?.RA ?? null)
}

/** What a short DOI such as `10/abcde` stands for; null where it stands for nothing. */
export function resolveShortDoi(short: string, asking: Asking): Promise<SourceAnswer<string | null>> {
  const question = {
    purpose: 'papers.doi',
    url: new URL(`${asking.baseUrl}/api/handles/${pathOf(short.toLowerCase())}`),
    key: `short ${short.toLowerCase()}`,
    pace,
    schema: Handle,
    keepMs: () => 30 * dayMs,
  }
  return askSource(asking, question, ({ values }) => {
    const alias = values?.find(({ type }) => type === 'HS_ALIAS')?.data?.value
    return typeof alias === 'string' ? normaliseDoi(alias).doi : null
  })
}

export const isShortDoi = (text: string | null): text is string => /^10\/[a-z0-9]{2,20}$/i.test(text?.trim() ?? '')

/** The slash stays; what would end the path, or means something in it, is encoded. */
export const pathOf = (doi: string): string => encodeURIComponent(doi).replaceAll('%2F', '/')

function detailsOf(item: CslItem): Details {
  const title = firstText(listOf(item.title), plainTitle)
  const type = item.type ? readType(item.type) : null
  const [year, month, day] = (item.issued?.['date-parts']?.[0] ?? []).map(Number)
  return {
    title,
    issn: issnsIn(listOf(item.ISSN))[0] ?? null,
    journal: firstText(listOf(item['container-title']), plainTitle),
    publisher: item.publisher ?? null,
    ...(type && !type.isUnknown && { type: type.type, type_raw: item.type ?? null }),
    language: item.language ? languageTag(item.language) : null,
    ...dated(partialDate(year, month, day)),
    volume: item.volume ?? null,
    issue: item.issue ?? null,
    pages: item.page ?? null,
    abstract: item.abstract ? plainAbstract(item.abstract) : null,
    authors_json: authorsJson(
      (item.author ?? []).map(({ family, given, literal, name }) => ({ family, given, whole: literal ?? name })),
    ),
    ...(title !== null && isRetractedTitle(title) && { retracted: 1 }),
  }
}

const listOf = (value: CslItem['title']): readonly (string | null)[] => (value ? [value].flat() : [])
