import { z } from 'zod'
import { candidateAt } from '../downloading/candidate.ts'
import { type Identifier, readArxiv, readPmcid, readPmid } from '../importing/identifiers.ts'
import { readType } from '../importing/types.ts'
import { askSource, type Question } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceWord } from './location-words.ts'
import { authorsJson } from './names.ts'
import { dated, partialDate, partialDateOf } from './partial-date.ts'
import { plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Source, Subject } from './source.ts'

const text = z.string().nullish()

const S2Paper = z.object({
  paperId: z.string(),
  title: text,
  externalIds: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  year: z.number().nullish(),
  publicationDate: text,
  journal: z.object({ name: text, volume: text, pages: text }).partial().nullish(),
  publicationTypes: z.array(z.string()).nullish(),
  isOpenAccess: z.boolean().nullish(),
  openAccessPdf: z.object({ url: text, status: text, license: text }).partial().nullish(),
  abstract: text,
  authors: z.array(z.object({ name: text })).nullish(),
})
type S2Paper = z.infer<typeof S2Paper>

const S2Papers = z.array(z.unknown())

const idFor = (doi: string): string => `DOI:${doi}`
const fields = Object.keys(S2Paper.shape).filter((name) => name !== 'paperId')

const declaration = declared('semantic-scholar')
const { pace } = declaration

/** A catalogue with open copies that others miss. Not asked without a key: the pool for everybody is always empty. */
export const semanticScholar: Source = {
  ...declaration,
  lookUp: async (subject, asking) => {
    const id = idOf(subject)
    if (id === null || asking.key === null) return { kind: 'not-applicable' }
    const path = encodeURIComponent(id).replaceAll('%2F', '/').replace('%3A', ':')
    return askSource(asking, { ...question(asking, path, S2Paper), key: id }, readPaper)
  },
  together: {
    most: 100,
    key: idFor,
    ask: async (dois, asking) => {
      if (asking.key === null) return { kind: 'not-applicable' }
      const body = { ids: dois.map(idFor) }
      return askSource(asking, { ...question(asking, 'batch', S2Papers), body }, (papers) => inOrder(dois, papers))
    },
  },
}

function question<Shape>({ baseUrl, key }: Asking, path: string, schema: z.ZodType<Shape>): Question<Shape> {
  const url = new URL(`${baseUrl}/paper/${path}`)
  url.searchParams.set('fields', fields.join(','))
  const headers = { 'x-api-key': key ?? '' }
  return { purpose: 'papers.semantic-scholar', url, key: null, pace, schema, headers }
}

/** The answers stand in the order of the DOIs, null where nothing is known. One that cannot be read is left out. */
const inOrder = (dois: readonly string[], papers: readonly unknown[]): ReadonlyMap<string, unknown> =>
  new Map(
    dois.flatMap((doi, index) => {
      const paper = S2Paper.nullable().safeParse(papers[index])
      return paper.success ? [[doi, paper.data]] : []
    }),
  )

function idOf({ doi, arxiv, pmid, pmcid }: Subject): string | null {
  if (doi !== null) return idFor(doi)
  if (arxiv !== null) return `ARXIV:${arxiv}`
  if (pmid !== null) return `PMID:${pmid}`
  return pmcid === null ? null : `PMCID:${pmcid.replace(/^PMC/, '')}`
}

function readPaper(paper: S2Paper): Findings {
  const { openAccessPdf: file } = paper
  const status = file?.status?.toLowerCase() ?? null
  const known = {
    license: licenceWord(file?.license),
    host: status === 'green' ? 'repository' : 'publisher',
    isBronze: status === 'bronze',
  } as const
  return {
    details: detailsOf(paper, status),
    identifiers: identifiersOf(paper),
    // The address may be an empty text.
    candidates: file?.url ? [candidateAt(file.url, 'semantic-scholar', known)] : [],
    isOpen: paper.isOpenAccess ?? null,
  }
}

function detailsOf(paper: S2Paper, status: string | null): Details {
  const type = readType((paper.publicationTypes ?? []).join(';'))
  return {
    title: paper.title ? plainTitle(paper.title) : null,
    journal: paper.journal?.name || null,
    volume: paper.journal?.volume?.trim() || null,
    pages: paper.journal?.pages?.trim() || null,
    ...(!type.isUnknown && type.type !== 'other' && { type: type.type, type_raw: paper.publicationTypes?.[0] ?? null }),
    ...dated(partialDateOf(paper.publicationDate) ?? partialDate(paper.year)),
    abstract: paper.abstract ?? null,
    authors_json: authorsJson((paper.authors ?? []).map(({ name }) => ({ whole: name }))),
    ...(status && ['gold', 'hybrid', 'bronze', 'green'].includes(status) && { oa_status: status }),
    license: licenceWord(paper.openAccessPdf?.license),
  }
}

function identifiersOf({ paperId, externalIds }: S2Paper): Identifier[] {
  const [pmid, pmcid, arxiv] = [
    readPmid(String(externalIds?.PubMed ?? '')),
    readPmcid(String(externalIds?.PubMedCentral ?? '')),
    readArxiv(String(externalIds?.ArXiv ?? '')),
  ]
  return [
    ['s2', paperId],
    ...(pmid === null ? [] : [['pmid', pmid] as const]),
    ...(pmcid === null ? [] : [['pmcid', pmcid] as const]),
    ...(arxiv === null ? [] : [['arxiv', arxiv] as const]),
  ]
}
