import { z } from 'zod'
import { candidateAt } from '../downloading/candidate.ts'
import { readArxiv } from '../importing/identifiers.ts'
import { languageTag } from '../importing/languages.ts'
import { isRetractedTitle, readType } from '../importing/types.ts'
import { askSource } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceOf } from './licences.ts'
import { authorsJson, firstText, issnsIn } from './names.ts'
import { dated, partialDate, partialDateOf } from './partial-date.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Details, Findings, Source } from './source.ts'

const text = z.string().nullish()

/** What is used of a record; everything else may change as it likes. */
const DataCiteRecord = z.object({
  data: z.object({
    attributes: z.object({
      doi: z.string(),
      titles: z.array(z.object({ title: text })).nullish(),
      creators: z.array(z.object({ name: text, nameType: text, givenName: text, familyName: text })).nullish(),
      publisher: z.union([z.string(), z.object({ name: text })]).nullish(),
      container: z
        .object({ title: text, volume: text, issue: text, firstPage: text, lastPage: text, identifier: text })
        .partial()
        .nullish(),
      publicationYear: z.number().nullish(),
      dates: z.array(z.object({ date: text, dateType: text })).nullish(),
      types: z.object({ resourceTypeGeneral: text, citeproc: text, ris: text }).partial().nullish(),
      language: text,
      rightsList: z.array(z.object({ rightsUri: text, rightsIdentifier: text })).nullish(),
      descriptions: z.array(z.object({ description: text, descriptionType: text })).nullish(),
      contentUrl: z.union([z.string(), z.array(z.string())]).nullish(),
    }),
  }),
})
type Attributes = z.infer<typeof DataCiteRecord>['data']['attributes']

const declaration = declared('datacite')
const { pace } = declaration

/** The registry of data sets, software, and the preprints of arXiv and Zenodo. */
export const datacite: Source = {
  ...declaration,
  lookUp: async ({ doi }, asking) => {
    if (doi === null) return { kind: 'not-applicable' }
    const url = new URL(`${asking.baseUrl}/dois/${encodeURIComponent(doi)}`)
    url.searchParams.set('mailto', asking.contact.mail)
    const question = { purpose: 'papers.datacite', url, key: doi, pace, schema: DataCiteRecord }
    return askSource(asking, { ...question, accept: 'application/vnd.api+json' }, readRecord)
  },
}

function readRecord({ data: { attributes } }: z.infer<typeof DataCiteRecord>): Findings {
  const licence = openLicence(attributes)
  const arxiv = /^10\.48550\/arxiv\./i.test(attributes.doi) ? readArxiv(attributes.doi.slice(15)) : null
  const files = [attributes.contentUrl ?? []].flat().filter((url) => licence !== null && /\.pdf$/i.test(url))
  return {
    details: detailsOf(attributes, licence),
    identifiers: arxiv === null ? [] : [['arxiv', arxiv]],
    candidates: files.map((url) => candidateAt(url, 'datacite', { license: licence && licenceOf(licence) })),
    isOpen: licence === null ? null : true,
  }
}

function detailsOf(record: Attributes, licence: string | null): Details {
  const { titles, container, types, publisher, language } = record
  const title = firstText(
    titles?.map((one) => one.title),
    plainTitle,
  )
  const word = [types?.resourceTypeGeneral, types?.citeproc].find((one) => one && readType(one).type !== 'other')
  const pages = [container?.firstPage, container?.lastPage].filter(Boolean).join('-')
  return {
    title,
    issn: issnsIn([container?.identifier])[0] ?? null,
    journal: container?.title ? plainTitle(container.title) : null,
    publisher: typeof publisher === 'string' ? publisher : (publisher?.name ?? null),
    ...(word && { type: readType(word).type, type_raw: word }),
    language: language ? languageTag(language) : null,
    ...dated(publishedOn(record)),
    volume: container?.volume ?? null,
    issue: container?.issue ?? null,
    pages: pages || null,
    abstract: firstText(
      record.descriptions?.filter(({ descriptionType: kind }) => kind === 'Abstract').map((one) => one.description),
      plainAbstract,
    ),
    authors_json: authorsOf(record),
    ...(title !== null && isRetractedTitle(title) && { retracted: 1 }),
    license: licence && licenceOf(licence),
    license_url: licence,
    registration_agency: 'DataCite',
  }
}

/** The date of issue, else of the first version, where it lies in the year of publication; else that year. */
function publishedOn({ dates, publicationYear }: Attributes): string | null {
  for (const kind of ['Issued', 'Available', 'Submitted']) {
    const date = partialDateOf(dates?.find(({ dateType }) => dateType === kind)?.date)
    if (date !== null && (!publicationYear || date.startsWith(String(publicationYear)))) return date
  }
  return partialDate(publicationYear)
}

const authorsOf = ({ creators }: Attributes): string | null =>
  authorsJson(
    (creators ?? []).map(({ name, nameType, givenName, familyName }) =>
      nameType === 'Organizational' ? { whole: name } : { family: familyName, given: givenName, whole: name },
    ),
  )

const openLicence = ({ rightsList }: Attributes): string | null =>
  (rightsList ?? []).find(({ rightsUri }) => rightsUri && licenceOf(rightsUri) !== null)?.rightsUri ?? null
