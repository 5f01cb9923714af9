import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as the outside world saw it. */
export type Asked = Readonly<{
  path: string
  at: number
  userAgent: string
  cookie: string | undefined
  range: string | undefined
}>

/** How a publisher answers for a file. */
export type Manner =
  | 'pdf'
  | 'slow'
  | 'drip'
  | 'challenge'
  | 'challenge-403'
  | 'paywall'
  | 'cookie-wall'
  | 'viewer'
  | 'html'
  | 'html-as-pdf'
  | 'forbidden'
  | 'gone'
  | 'not-found'
  | 'rate-limited'
  | 'server-error'
  | 'unavailable'
  | 'redirect'
  | 'tiny'
  | 'truncated-pdf'
  | 'cut-once'
  | 'cut-always'
  | 'preview'
  | 'same-body'
  | 'octet-stream'
  | 'junk-first'

/** What Crossref and Unpaywall know of a DOI. Absent parts are 404; the other sources know nothing, unless `answer` says so. */
export type KnownPaper = Readonly<{
  doi: string
  title?: string
  manner?: Manner
  /** Further locations, tried after the first. */
  others?: readonly Manner[]
  crossref?: 'found' | 'missing' | 'error' | 'changed' | 'blocked' | 'rate-limited'
  unpaywall?: 'open' | 'closed' | 'missing' | 'bronze' | 'error'
  /** Whether doi.org has a record of its own; it sends nobody to a page in any case. */
  doiOrg?: 'found' | 'empty' | 'missing'
  /** Fields of the Crossref record that are otherwise. */
  record?: Readonly<Record<string, unknown>>
}>

export type Publishers = Readonly<{
  /** `127.0.0.1:PORT`. */
  host: string
  environment: Readonly<Record<string, string>>
  know: (...papers: readonly KnownPaper[]) => void
  /** What is answered at a path, whatever stands behind the question mark; it goes before all else. */
  answer: (
    path: string,
    body: unknown,
    more?: Readonly<{ status?: number; type?: string; headers?: Readonly<Record<string, string>> }>,
  ) => void
  asked: readonly Asked[]
  /** Requests whose path begins so. */
  count: (prefix: string) => number
  /** Bytes of bodies sent, by path. */
  bytes: ReadonlyMap<string, number>
  /** Bodies that left wholly, by path. */
  complete: ReadonlyMap<string, number>
  bodyOf: (path: string) => Buffer
  /** No answer leaves before `open` is called. */
  hold: () => { open: () => void }
}>

/** One local server that stands for the sources and the sites of publishers, and counts what it is asked. */
export async function startPublishers(t: TestContext): Promise<Publishers> {
  const papers = new Map<string, KnownPaper>()
  const answers = new Map<string, Answer>()
  const asked: Asked[] = []
  const bytes = new Map<string, number>()
  const complete = new Map<string, number>()
  const cut = new Set<string>()
  let gate: Promise<void> = Promise.resolve()

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = decodeURIComponent(pathname)
    const { 'user-agent': userAgent = '', cookie, range } = request.headers
    asked.push({ path: request.url ?? '', at: Date.now(), userAgent, cookie, range })
    await gate
    const sending = { request, response, path, host: `http://${host()}`, bytes, complete, cut }
    const given = answers.get(path)
    if (given) return end(response, given.status, given.type, given.body, given.headers)
    if (path === '/robots.txt') return end(response, 404, 'text/plain', 'none')
    if (path.startsWith('/crossref/works')) return answerCrossref(sending, papers)
    if (path.startsWith('/unpaywall/')) return answerUnpaywall(sending, papers)
    if (path.startsWith('/doi/')) return answerDoiOrg(sending, papers)
    const silence = silentSources[path.split('/')[1] ?? '']
    if (silence) return end(response, ...silence)
    return answerFile(sending)
  })
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })

  return {
    host: host(),
    environment: {
      LYCEUM_PAPERS_CROSSREF_URL: `http://${host()}/crossref`,
      LYCEUM_PAPERS_UNPAYWALL_URL: `http://${host()}/unpaywall`,
      LYCEUM_PAPERS_DATACITE_URL: `http://${host()}/datacite`,
      LYCEUM_PAPERS_DOI_URL: `http://${host()}/doi`,
      LYCEUM_PAPERS_ARXIV_URL: `http://${host()}/arxiv`,
      LYCEUM_PAPERS_OPENALEX_URL: `http://${host()}/openalex`,
      LYCEUM_PAPERS_EUROPE_PMC_URL: `http://${host()}/europe-pmc`,
      LYCEUM_PAPERS_PMC_URL: `http://${host()}/pmc`,
      LYCEUM_PAPERS_PMC_IDS_URL: `http://${host()}/pmc-ids`,
      LYCEUM_PAPERS_SEMANTIC_SCHOLAR_URL: `http://${host()}/semantic-scholar`,
      LYCEUM_HTTP_ALLOW: host(),
      LYCEUM_CONTACT: 'library@lyceum-tests.org https://lyceum-tests.org',
      LYCEUM_DEV: '1',
      LYCEUM_LOG_LEVEL: 'silent',
    },
    know: (...known) => {
      for (const paper of known) papers.set(paper.doi, paper)
    },
    answer: (path, body, { status = 200, type = 'application/json', headers = {} } = {}) => {
      answers.set(path, { status, type, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
    },
    asked,
    count: (prefix) => asked.filter(({ path }) => decodeURIComponent(path).startsWith(prefix)).length,
    bytes,
    complete,
    bodyOf: pdfFor,
    hold: () => {
      let open = () => {}
      gate = new Promise((resolve) => {
        open = resolve
      })
      return { open: () => open() }
    },
  }
}

type Answer = Readonly<{ status: number; type: string; headers: Readonly<Record<string, string>>; body: string }>

/** What those answer who know nothing: status, type, body. */
const silentSources: Readonly<Record<string, readonly [number, string, string]>> = {
  datacite: [404, 'application/json', '{}'],
  openalex: [404, 'application/json', '{}'],
  'europe-pmc': [200, 'application/json', '{"hitCount":0,"resultList":{"result":[]}}'],
  arxiv: [200, 'application/atom+xml', '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'],
  pmc: [200, 'application/xml', '<ListBucketResult></ListBucketResult>'],
  'pmc-ids': [200, 'application/json', '{"records":[]}'],
  'semantic-scholar': [404, 'application/json', '{}'],
}

type Sending = Readonly<{
  request: IncomingMessage
  response: ServerResponse
  path: string
  host: string
  bytes: Map<string, number>
  complete: Map<string, number>
  cut: Set<string>
}>

function answerCrossref({ request, response, path }: Sending, papers: ReadonlyMap<string, KnownPaper>): ServerResponse {
  const doi = path.slice('/crossref/works/'.length)
  if (doi === '') return answerSearch(request, response, papers)
  const paper = papers.get(doi)
  switch (paper?.crossref ?? (paper ? 'found' : 'missing')) {
    case 'missing':
      return end(response, 404, 'text/plain', 'Resource not found.')
    case 'error':
      return end(response, 500, 'text/plain', 'oops')
    case 'blocked':
      return end(response, 403, 'text/plain', 'blocked')
    case 'rate-limited':
      return end(response, 429, 'text/plain', 'slow down', { 'retry-after': '7200' })
    case 'changed':
      return json(response, { message: { DOI: 17 } })
    case 'found':
      return json(response, { status: 'ok', message: recordOf(paper) })
  }
}

function answerSearch(
  request: IncomingMessage,
  response: ServerResponse,
  papers: ReadonlyMap<string, KnownPaper>,
): ServerResponse {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost')
  const filter = searchParams.get('filter')
  if (filter !== null) return answerList(response, filter, papers)
  const query = searchParams.get('query.bibliographic') ?? ''
  const words = query.toLowerCase().split(/\W+/)
  const items = [...papers.values()]
    .filter(({ title }) => title && words.some((word) => word.length > 4 && title.toLowerCase().includes(word)))
    .map(recordOf)
  return json(response, { status: 'ok', message: { items } })
}

/** `doi:A,doi:B`: those that Crossref knows, newest first. */
function answerList(response: ServerResponse, filter: string, papers: ReadonlyMap<string, KnownPaper>): ServerResponse {
  const asked = filter.split(',').map((one) => papers.get(one.slice('doi:'.length)))
  const items = asked.filter((paper) => paper && (paper.crossref ?? 'found') === 'found').map(recordOf)
  return json(response, { status: 'ok', message: { items: items.reverse() } })
}

const recordOf = (paper: KnownPaper | undefined) => ({
  DOI: paper?.doi,
  title: [paper?.title ?? `On &lt;i&gt;${paper?.doi}&lt;/i&gt;`],
  'container-title': ['Journal of Local Servers'],
  publisher: 'Local',
  type: 'journal-article',
  ISSN: ['1549-1676'],
  published: { 'date-parts': [[2020, 5]] },
  issued: { 'date-parts': [[null]] },
  page: '12-25',
  language: 'en',
  abstract: '<jats:title>Abstract</jats:title><jats:p>Words &amp; more.</jats:p>',
  author: [{ name: 'The Local Collaboration' }],
  ...paper?.record,
})

function answerDoiOrg({ request, response, path }: Sending, papers: ReadonlyMap<string, KnownPaper>): ServerResponse {
  const doi = path.slice('/doi/'.length)
  if (doi.startsWith('doiRA/')) return json(response, [{ DOI: doi.slice('doiRA/'.length), RA: 'Crossref' }])
  if (!request.headers.accept?.includes('csl+json')) return end(response, 404, 'text/html', 'no page')
  const paper = papers.get(doi)
  const isGone = paper === undefined || (paper.crossref === 'missing' && paper.unpaywall === 'missing')
  switch (paper?.doiOrg ?? (isGone ? 'missing' : 'empty')) {
    case 'missing':
      return end(response, 404, 'text/html', 'DOI not found')
    case 'empty':
      return end(response, 204, 'text/plain', '')
    case 'found':
      return json(response, { title: 'As the resolver knows it', type: 'article-journal', publisher: 'An agency' })
  }
}

function answerUnpaywall({ response, path, host }: Sending, papers: ReadonlyMap<string, KnownPaper>): ServerResponse {
  const doi = path.slice('/unpaywall/'.length)
  const paper = papers.get(doi)
  const state = paper?.unpaywall ?? (paper ? (paper.manner ? 'open' : 'closed') : 'missing')
  if (state === 'missing') return end(response, 404, 'application/json', '{}')
  if (state === 'error') return end(response, 503, 'text/plain', 'later')

  const manners = paper?.manner ? [paper.manner, ...(paper.others ?? [])] : []
  const locations = manners.map((manner, n) => ({
    url_for_pdf: `${host}/${manner}/${n}/${doi}.pdf`,
    url_for_landing_page: `${host}/landing/${doi}`,
    // Of a paper in a repository nobody else is asked for a better address.
    host_type: state === 'bronze' ? 'publisher' : 'repository',
    version: 'publishedVersion',
    license: state === 'bronze' ? null : 'cc-by',
  }))
  return json(response, {
    doi,
    is_oa: state !== 'closed',
    oa_status: state === 'open' ? 'gold' : state,
    best_oa_location: locations[0] ?? null,
    oa_locations: locations,
  })
}

const challengePage = '<html><title>Just a moment...</title><div class="cf-chl-widget"></div></html>'

async function answerFile(sending: Sending): Promise<ServerResponse> {
  const { response, path, host } = sending
  const manner = path.split('/')[1] as Manner
  switch (manner) {
    case 'challenge':
      return end(response, 200, 'text/html', challengePage)
    case 'challenge-403':
      return end(response, 403, 'text/html', challengePage)
    case 'paywall':
      return end(response, 200, 'text/html', '<html><h1>Purchase PDF</h1><input type="password"></html>')
    case 'cookie-wall':
      return end(response, 200, 'text/html', '<html>Cookies must be enabled to read on.</html>')
    case 'viewer':
      return end(
        response,
        200,
        'text/html',
        `<html><iframe src="${host}/pdf/viewed/${path.split('/').at(-1)}"></iframe></html>`,
      )
    case 'html':
      return end(response, 200, 'text/html', '<html><h1>Hello</h1></html>')
    case 'html-as-pdf':
      return end(response, 200, 'application/pdf', '<html><h1>Hello</h1></html>')
    case 'forbidden':
      return end(response, 403, 'text/plain', 'no')
    case 'gone':
      return end(response, 410, 'text/plain', 'gone')
    case 'not-found':
      return end(response, 404, 'text/plain', 'no')
    case 'rate-limited':
      return end(response, 429, 'text/plain', 'later', { 'retry-after': '3600' })
    case 'server-error':
      return end(response, 500, 'text/plain', 'oops')
    case 'unavailable':
      return end(response, 503, 'text/plain', 'later', { 'retry-after': '7200' })
    case 'redirect':
      return end(response, 302, 'text/plain', '', { location: `${host}/pdf/redirected/${path.split('/').at(-1)}` })
    case 'tiny':
      return end(response, 200, 'application/pdf', '%PDF-1.4\n%%EOF')
    case 'truncated-pdf':
      return sendBody(sending, pdfFor(path).subarray(0, 6_000), 'application/pdf')
    case 'preview':
      return sendBody(sending, onePage(path), 'application/pdf')
    case 'same-body':
      return sendBody(sending, pdfFor('same'), 'application/pdf')
    case 'octet-stream':
      return sendBody(sending, pdfFor(path), 'application/octet-stream')
    case 'junk-first':
      return sendBody(sending, Buffer.concat([Buffer.from('junk\r\n'), pdfFor(path)]), 'application/pdf')
    case 'cut-once':
    case 'cut-always':
      return cutBody(sending, manner)
    case 'slow':
      await sleep(300)
      return sendBody(sending, pdfFor(path), 'application/pdf')
    case 'drip':
      return dripBody(sending)
    default:
      return sendBody(sending, pdfFor(path), 'application/pdf')
  }
}

function sendBody(sending: Sending, body: Buffer, type: string): ServerResponse {
  const { request, response, path, bytes, complete } = sending
  if (request.headers['if-none-match'] === etagOf(path)) {
    response.writeHead(304, { etag: etagOf(path) })
    return response.end()
  }
  const sent = beginBody(sending, body, type)
  return response.end(sent, () => {
    bytes.set(path, (bytes.get(path) ?? 0) + sent.length)
    complete.set(path, (complete.get(path) ?? 0) + 1)
  })
}

/** The head of the answer; what is left to send is the whole body, or its rest where that was asked for. */
function beginBody({ request, response, path }: Sending, body: Buffer, type: string): Buffer {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const etag = etagOf(path)
  const isPart = start > 0 && request.headers['if-range'] === etag
  const sent = isPart ? body.subarray(start) : body
  const range = isPart ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}
  response.writeHead(isPart ? 206 : 200, { 'content-type': type, 'content-length': sent.length, etag, ...range })
  return sent
}

/** The same in pieces of 2,000 bytes, one in 30 ms, counted as they leave. */
async function dripBody(sending: Sending): Promise<ServerResponse> {
  const { response, path, bytes, complete } = sending
  const sent = beginBody(sending, pdfFor(path), 'application/pdf')
  for (let at = 0; at < sent.length && !response.destroyed; at += 2_000) {
    const piece = sent.subarray(at, at + 2_000)
    response.write(piece)
    bytes.set(path, (bytes.get(path) ?? 0) + piece.length)
    await sleep(30)
  }
  if (!response.destroyed) complete.set(path, (complete.get(path) ?? 0) + 1)
  return response.end()
}

/** Sends half of the body and hangs up; `cut-once` sends the rest, or all, when asked again. */
function cutBody(sending: Sending, manner: 'cut-once' | 'cut-always'): ServerResponse {
  const { response, path, bytes, cut } = sending
  if (manner === 'cut-once' && cut.has(path)) return sendBody(sending, pdfFor(path), 'application/pdf')
  cut.add(path)
  const body = pdfFor(path)
  const half = body.subarray(0, body.length / 2)
  const etag = manner === 'cut-once' ? { etag: etagOf(path) } : {}
  response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': body.length, ...etag })
  response.write(half, () => {
    bytes.set(path, (bytes.get(path) ?? 0) + half.length)
    setTimeout(() => response.destroy(), 20)
  })
  return response
}

const etagOf = (path: string): string => `"${createHash('sha256').update(path).digest('hex').slice(0, 16)}"`

/** A PDF of about 20 kB, different for each path. */
function pdfFor(path: string): Buffer {
  const filling = createHash('sha256').update(path).digest('hex').repeat(300)
  return Buffer.from(`%PDF-1.7\n1 0 obj << /Type /Pages /Count 14 >> endobj\n% ${filling}\nstartxref\n9\n%%EOF\n`)
}

const onePage = (path: string): Buffer => Buffer.from(pdfFor(path).toString().replace('/Count 14', '/Count 1'))

function json(response: ServerResponse, value: unknown): ServerResponse {
  return end(response, 200, 'application/json', JSON.stringify(value))
}

function end(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  response.writeHead(status, { 'content-type': type, ...headers })
  return response.end(body)
}
