import { z } from 'zod'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { type Identifier, readPmid } from '../importing/identifiers.ts'
import { askSource } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceWord } from './location-words.ts'
import { plainTitle } from './plain-text.ts'
import type { Asking, Findings, Source, SourceAnswer } from './source.ts'
import { elementsIn, textIn } from './xml.ts'

const text = z.string().nullish()
const Versions = z.object({ versions: z.array(z.number()) })

const Article = z.object({
  pmcid: z.string(),
  version: z.union([z.number(), z.string()]),
  pmid: z.union([z.number(), z.string()]).nullish(),
  doi: text,
  title: text,
  is_pmc_openaccess: z.boolean(),
  is_manuscript: z.boolean().nullish(),
  is_retracted: z.boolean().nullish(),
  license_code: text,
  pdf_url: text,
  xml_url: text,
})
type Article = z.infer<typeof Article>

/** How many versions of an article are looked at for an open one. */
const mostVersions = 3

const declaration = declared('pmc')
const { pace } = declaration

/**
 * The open files of PubMed Central, in the store that the National Library of Medicine keeps for programs. Its website is
 * never asked for files: it gives programs a riddle instead.
 */
export const pmc: Source = {
  ...declaration,
  lookUp: async ({ pmcid, doi }, asking) => {
    const number = /^PMC(\d{1,9})/.exec(pmcid ?? '')?.[1]
    if (number === undefined) return { kind: 'not-applicable' }
    const versions = await findVersions(number, asking)
    if (versions.kind !== 'ok') return versions
    for (const version of versions.value.slice(0, mostVersions)) {
      const answer = await findArticle(`PMC${number}.${version}`, asking)
      if (answer.kind !== 'ok') return answer
      if (answer.value.is_pmc_openaccess) return meant(answer.value, doi, asking)
    }
    return { kind: 'not-found' }
  },
}

/** Newest first. */
function findVersions(number: string, asking: Asking): Promise<SourceAnswer<readonly number[]>> {
  const url = new URL(`${asking.baseUrl}/`)
  const query = { 'list-type': '2', prefix: `PMC${number}.`, delimiter: '/' }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const question = {
    purpose: 'papers.pmc',
    url,
    key: `versions PMC${number}`,
    pace,
    schema: Versions,
    accept: 'application/xml',
    parse: (answer: { text: () => string }) => ({ versions: readListing(answer.text()) }),
  }
  return askSource(asking, question, ({ versions }) => versions.toSorted((a, b) => b - a))
}

/** @throws Error where this is no listing. */
export function readListing(xml: string): number[] {
  if (!xml.includes('<ListBucketResult')) throw new Error('not a listing')
  return elementsIn(xml, 'CommonPrefixes').flatMap((inside) => {
    const version = /^PMC\d{1,9}\.(\d{1,3})\/$/.exec(textIn(inside, 'Prefix') ?? '')?.[1]
    return version === undefined ? [] : [Number(version)]
  })
}

function findArticle(name: string, asking: Asking): Promise<SourceAnswer<Article>> {
  const url = new URL(`${asking.baseUrl}/metadata/${name}.json`)
  return askSource(asking, { purpose: 'papers.pmc', url, key: name, pace, schema: Article }, (article) => article)
}

/** A number that somebody wrote down wrongly leads to another article. */
function meant(article: Article, doi: string | null, asking: Asking): SourceAnswer<Findings> {
  const other = article.doi ? normaliseDoi(article.doi).doi : null
  if (doi !== null && other !== null && doi !== other) return { kind: 'not-found' }
  return { kind: 'ok', value: findingsOf(article, asking) }
}

function findingsOf(article: Article, { baseUrl }: Asking): Findings {
  const license = licenceWord(article.license_code)
  const pmid = readPmid(String(article.pmid ?? ''))
  const version = article.is_manuscript ? 'accepted' : 'published'
  const fileAt = (address: string | null | undefined, format: 'pdf' | 'jats'): Candidate[] => {
    const [, path, md5] = /^s3:\/\/[^/]{1,100}\/([\w./-]{1,300})(?:\?md5=([0-9a-f]{32}))?$/i.exec(address ?? '') ?? []
    const known = {
      version,
      license,
      isBest: true,
      md5: md5?.toLowerCase() ?? null,
      format,
      interfacePace: pace,
    } as const
    return path === undefined ? [] : [candidateAt(`${baseUrl}/${path}`, 'pmc', known)]
  }
  return {
    details: {
      title: article.title ? plainTitle(article.title) : null,
      ...(article.is_retracted && { retracted: 1 }),
      license,
    },
    identifiers: [['pmcid', article.pmcid.replace(/\.\d+$/, '')], ...(pmid ? ([['pmid', pmid]] as Identifier[]) : [])],
    candidates: [...fileAt(article.pdf_url, 'pdf'), ...fileAt(article.xml_url, 'jats')],
    isOpen: true,
  }
}
