import { HttpFailure } from '../../../platform/http/failures.ts'
import type { HttpAnswer } from '../../../platform/http/http.ts'
import { type Candidate, candidateAt } from '../downloading/candidate.ts'
import { classifyHtml } from '../downloading/html-walls.ts'
import { rejectionOf } from '../downloading/rejection.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { languageTag } from '../importing/languages.ts'
import { declared } from './declarations.ts'
import { pathOf } from './doi-org.ts'
import { licenceOf } from './licences.ts'
import { authorsJson, issnsIn } from './names.ts'
import { type PageHead, readPageHead } from './page-head.ts'
import { dated, partialDateOf } from './partial-date.ts'
import { plainTitle } from './plain-text.ts'
import type { Asking, Details, Findings, Source, SourceAnswer } from './source.ts'

const longestPage = 3 * 1_024 * 1_024
const mostFiles = 4
/** A challenge weighs as two failures of its host. */
const challengeWeight = 2
const refusals = [401, 402, 403]

const declaration = declared('landing-page')
const { pace } = declaration

/** The page that a DOI leads to, which may name its file in tags that are meant for search engines. */
export const landingPage: Source = {
  ...declaration,
  lookUp: async ({ doi, page, group }, asking) => {
    if (doi === null) return { kind: 'not-applicable' }
    try {
      const answer = await asking.http.request('papers.landing-page', {
        url: page?.url ?? `${asking.baseUrl}/${pathOf(doi)}`,
        accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1',
        maxBytes: longestPage,
        maxRedirects: 8,
        upgrade: true,
        expect: [404, 410, ...refusals],
        signal: asking.signal,
        politeness: { ...(page === null && { pace }), group: group ?? undefined },
      })
      return asCopy(await readAnswer(answer, doi, asking), page)
    } catch (error) {
      return { kind: 'retry', rejection: rejectionOf(error) }
    }
  },
}

/** What is known of a copy holds for the files that its page names. */
function asCopy(answer: SourceAnswer<Findings>, page: Candidate | null): SourceAnswer<Findings> {
  if (page === null || answer.kind !== 'ok') return answer
  const { version, host } = page
  const candidates = answer.value.candidates.map((file) => ({
    ...file,
    version,
    host,
    license: file.license ?? page.license,
  }))
  return { kind: 'ok', value: { ...answer.value, candidates } }
}

async function readAnswer(answer: HttpAnswer, doi: string, asking: Asking): Promise<SourceAnswer<Findings>> {
  const { status, finalUrl, bytes } = answer
  if (status === 404 || status === 410) return { kind: 'not-found' }
  // Some DOIs lead to the file itself.
  if (bytes.subarray(0, 1_024).includes('%PDF-')) return found({}, [fileAt(finalUrl, null, finalUrl)])

  const html = answer.text()
  const head = readPageHead(html)
  if (refusals.includes(status) || !isArticlePage(head)) {
    const wall = classifyHtml(html, finalUrl, () => false)
    const rejection = wall.kind === 'wall' ? { ...wall.rejection, status } : null
    if (rejection?.code === 'bot_challenge') await asking.http.report(finalUrl, challengeWeight)
    if (rejection && rejection.code !== 'not_pdf') return { kind: 'retry', rejection }
    if (refusals.includes(status)) return { kind: 'retry', rejection: refusedBy(finalUrl, status) }
  }
  return readPage(head, finalUrl, doi, (url) => asking.http.hostKey(url))
}

const refusedBy = (url: string, status: number) =>
  rejectionOf(new HttpFailure('http_4xx', new URL(url).host, { status }))

const isArticlePage = ({ metas }: PageHead): boolean => metas.has('citation_title') || metas.has('citation_pdf_url')

/** @param hostKey what a site goes by: a file of another site is the less likely one. */
export function readPage(
  head: PageHead,
  pageUrl: string,
  doi: string,
  hostKey: (url: string) => string,
): SourceAnswer<Findings> {
  const { metas } = head
  const stated = ['citation_doi', 'dc.identifier', 'prism.doi', 'bepress_citation_doi']
    .flatMap((name) => metas.get(name) ?? [])
    .flatMap((text) => normaliseDoi(text).doi ?? [])
  if (stated.length > 0 && !stated.includes(doi)) return { kind: 'not-found' }

  const licence = licenceOn(head)
  const isMiningReserved = metas.get('tdm-reservation')?.includes('1') === true
  const nearFirst = (urls: readonly string[]): string[] =>
    urls
      .toSorted((a, b) => Number(hostKey(a) !== hostKey(pageUrl)) - Number(hostKey(b) !== hostKey(pageUrl)))
      .slice(0, mostFiles)
  const candidates = [
    ...nearFirst(filesOn(head, pageUrl)).map((url) => fileAt(url, licence, pageUrl)),
    ...nearFirst(addressesIn(metas.get('citation_xml_url') ?? [], pageUrl)).map((url) =>
      markupAt(url, licence, pageUrl),
    ),
  ].map((file) => ({ ...file, isMiningReserved }))
  return found(stated.length > 0 ? detailsOn(head, licence) : {}, candidates, licence === null ? null : true)
}

const found = (
  details: Details,
  candidates: readonly Candidate[],
  isOpen: boolean | null = null,
): SourceAnswer<Findings> => ({ kind: 'ok', value: { details, identifiers: [], candidates, isOpen } })

const fileAt = (url: string, licence: string | null, referer: string): Candidate =>
  candidateAt(url, 'landing-page', { license: licence && licenceOf(licence), host: 'publisher', referer })

const markupAt = (url: string, licence: string | null, referer: string): Candidate => ({
  ...fileAt(url, licence, referer),
  format: 'jats',
})

const fileTags = ['citation_pdf_url', 'bepress_citation_pdf_url', 'eprints.document_url', 'wkhealth_pdf_url']

function filesOn({ metas, links, linkedData }: PageHead, pageUrl: string): string[] {
  const named = [
    ...fileTags.flatMap((name) => metas.get(name) ?? []),
    ...links.filter(({ rel, type }) => rel === 'alternate' && type === 'application/pdf').map(({ href }) => href),
    ...linkedData.flatMap(contentUrlsIn),
  ]
  return addressesIn(named, pageUrl)
}

/** Web addresses, each once; the page itself is none of its files. */
function addressesIn(texts: readonly string[], pageUrl: string): string[] {
  const addresses = texts.flatMap((text) => (URL.canParse(text, pageUrl) ? new URL(text, pageUrl).href : []))
  return [...new Set(addresses)].filter((url) => /^https?:/.test(url) && url !== pageUrl)
}

function contentUrlsIn(data: unknown): string[] {
  const things = Array.isArray(data) ? data : [data]
  return things.slice(0, 20).flatMap((thing: unknown) => {
    if (typeof thing !== 'object' || thing === null || !('encoding' in thing)) return []
    const encodings: unknown[] = [thing.encoding].flat()
    return encodings.flatMap((one) =>
      typeof one === 'object' && one !== null && 'contentUrl' in one && typeof one.contentUrl === 'string'
        ? one.contentUrl
        : [],
    )
  })
}

/** The address of a Creative Commons licence that the page states; null where it states none. */
function licenceOn({ metas, links }: PageHead): string | null {
  const words = [
    ...['citation_license', 'dc.rights', 'dc.rights.license', 'dcterms.license', 'dcterms.rights'].flatMap(
      (name) => metas.get(name) ?? [],
    ),
    ...links.filter(({ rel }) => rel === 'license').map(({ href }) => href),
  ]
  const addresses = words.flatMap((text) => /https?:\/\/[^\s"'<>]{10,300}/.exec(text)?.[0] ?? [])
  return addresses.find((url) => licenceOf(url) !== null) ?? null
}

function detailsOn({ metas }: PageHead, licence: string | null): Details {
  const first = (name: string) => metas.get(name)?.[0] ?? null
  const title = first('citation_title')
  const language = first('citation_language')
  return {
    title: title === null ? null : plainTitle(title),
    issn: issnsIn(metas.get('citation_issn') ?? [])[0] ?? null,
    journal: first('citation_journal_title'),
    publisher: first('citation_publisher'),
    language: language === null ? null : languageTag(language),
    ...dated(partialDateOf(first('citation_publication_date') ?? first('citation_date'))),
    volume: first('citation_volume'),
    issue: first('citation_issue'),
    authors_json: authorsJson((metas.get('citation_author') ?? []).map((name) => ({ whole: name }))),
    license: licence && licenceOf(licence),
    license_url: licence,
  }
}
