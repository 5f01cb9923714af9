import { z } from 'zod'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { type Identifier, readPmcid, readPmid } from '../importing/identifiers.ts'
import { languageTag } from '../importing/languages.ts'
import { isRetractedTitle } from '../importing/types.ts'
import { askSource, type Question } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceWord } from './location-words.ts'
import { authorsJson, issnsIn } from './names.ts'
import { dated, partialDateOf } from './partial-date.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Source, Subject } from './source.ts'

const text = z.string().nullish()

const Result = z.object({
  pmid: text,
  pmcid: text,
  doi: text,
  title: text,
  authorString: text,
  authorList: z
    .object({ author: z.array(z.object({ firstName: text, lastName: text, collectiveName: text })) })
    .nullish(),
  journalInfo: z
    .object({
      journal: z.object({ title: text, issn: text, essn: text }).partial().nullish(),
      volume: text,
      issue: text,
    })
    .partial()
    .nullish(),
  pubYear: text,
  firstPublicationDate: text,
  pageInfo: text,
  language: text,
  abstractText: text,
  pubTypeList: z.object({ pubType: z.array(z.string()) }).nullish(),
  isOpenAccess: text,
  inEPMC: text,
  license: text,
  fullTextUrlList: z
    .object({
      fullTextUrl: z.array(z.object({ availabilityCode: text, documentStyle: text, site: text, url: text })),
    })
    .nullish(),
})
type Result = z.infer<typeof Result>

const SearchAnswer = z.object({ hitCount: z.number(), resultList: z.object({ result: z.array(Result) }) })
type SearchAnswer = z.infer<typeof SearchAnswer>

const declaration = declared('europe-pmc')
const { pace } = declaration

/** Records of PubMed and the open files of PubMed Central, with the numbers that both go by. */
export const europePmc: Source = {
  ...declaration,
  resolve: async (subject, asking) => {
    const query = queryOf({ ...subject, doi: null })
    if (query === null) return { kind: 'not-applicable' }
    return askSource(asking, question(asking, query), (answer) => {
      const doi = recordOf(answer, subject)?.doi
      return doi ? normaliseDoi(doi).doi : null
    })
  },
  lookUp: async (subject, asking) => {
    const query = queryOf(subject)
    if (query === null) return { kind: 'not-applicable' }
    const answer = await askSource(asking, question(asking, query), (found) => recordOf(found, subject))
    if (answer.kind !== 'ok') return answer
    return answer.value ? { kind: 'ok', value: findingsOf(answer.value, asking) } : { kind: 'not-found' }
  },
}

/** A quotation mark would end the phrase; no identifier has one that matters. */
function queryOf({ doi, pmid, pmcid }: Subject): string | null {
  if (doi !== null) return `DOI:"${doi.replaceAll('"', '')}"`
  if (pmid !== null) return `EXT_ID:${pmid} AND SRC:MED`
  return pmcid === null ? null : `PMCID:${pmcid}`
}

function question({ baseUrl, contact }: Asking, query: string): Question<SearchAnswer> {
  const url = new URL(`${baseUrl}/search`)
  const asked = { query, resultType: 'core', format: 'json', pageSize: '5', email: contact.mail }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return { purpose: 'papers.europe-pmc', url, key: query, pace, schema: SearchAnswer }
}

/** The search is one for words: only a record that bears the very identifier is meant. */
function recordOf({ resultList }: SearchAnswer, { doi, pmid, pmcid }: Subject): Result | undefined {
  return resultList.result.find((one) => {
    if (doi !== null) return normaliseDoi(one.doi ?? '').doi === doi
    return pmid !== null ? one.pmid === pmid : one.pmcid === pmcid
  })
}

function findingsOf(record: Result, { baseUrl }: Asking): Findings {
  const isOpen = record.isOpenAccess === 'Y'
  return {
    details: detailsOf(record),
    identifiers: identifiersOf(record),
    candidates: isOpen ? [...filesOf(record), ...markupOf(record, baseUrl)] : [],
    // "N" means outside the open subset, which says nothing of copies elsewhere.
    isOpen: isOpen || null,
  }
}

function detailsOf(record: Result): Details {
  const { journal } = record.journalInfo ?? {}
  const title = record.title ? plainTitle(record.title.replace(/\.$/, '')) : null
  const kinds = record.pubTypeList?.pubType ?? []
  return {
    title,
    issn: issnsIn([journal?.issn, journal?.essn])[0] ?? null,
    journal: journal?.title ?? null,
    ...typeOf(kinds),
    language: record.language ? languageTag(record.language) : null,
    ...dated(partialDateOf(record.firstPublicationDate) ?? partialDateOf(record.pubYear)),
    volume: record.journalInfo?.volume ?? null,
    issue: record.journalInfo?.issue ?? null,
    pages: record.pageInfo ?? null,
    abstract: record.abstractText ? plainAbstract(record.abstractText) : null,
    authors_json: authorsOf(record),
    ...(isRetracted(kinds, title) && { retracted: 1 }),
    license: licenceWord(record.license),
  }
}

function typeOf(kinds: readonly string[]): Pick<Details, 'type' | 'type_raw'> {
  const kind = kinds.find((word) => /^(?:journal article|research-article|review|preprint)$/i.test(word))
  if (kind === undefined) return {}
  return { type: /preprint/i.test(kind) ? 'posted-content' : 'journal-article', type_raw: kind }
}

const isRetracted = (kinds: readonly string[], title: string | null): boolean =>
  kinds.some((kind) => /^retracted publication$/i.test(kind)) || (title !== null && isRetractedTitle(title))

function authorsOf({ authorList }: Result): string | null {
  const names = (authorList?.author ?? []).map(({ firstName, lastName, collectiveName }) => ({
    family: lastName,
    given: firstName,
    whole: collectiveName,
  }))
  return authorsJson(names)
}

function identifiersOf(record: Result): Identifier[] {
  const [pmid, pmcid] = [readPmid(record.pmid ?? ''), readPmcid(record.pmcid ?? '')]
  return [...(pmid === null ? [] : [['pmid', pmid] as const]), ...(pmcid === null ? [] : [['pmcid', pmcid] as const])]
}

/** The text as XML, which the interface gives of what is open. */
function markupOf({ pmcid, license, inEPMC }: Result, baseUrl: string): Candidate[] {
  if (!pmcid || inEPMC !== 'Y') return []
  const known = { version: 'published', license: licenceWord(license), format: 'jats', interfacePace: pace } as const
  return [candidateAt(`${baseUrl}/${encodeURIComponent(pmcid)}/fullTextXML`, 'europe-pmc', known)]
}

/** Free to read is not open: only what is marked so is taken. */
function filesOf(record: Result): Candidate[] {
  const files = (record.fullTextUrlList?.fullTextUrl ?? []).filter(
    ({ availabilityCode, documentStyle }) => availabilityCode === 'OA' && documentStyle === 'pdf',
  )
  return files.flatMap(({ url, site }) =>
    url
      ? [
          candidateAt(url, 'europe-pmc', {
            version: 'published',
            license: licenceWord(record.license),
            host: site === 'Europe_PMC' || site === 'PubMedCentral' ? 'repository' : 'publisher',
          }),
        ]
      : [],
  )
}
