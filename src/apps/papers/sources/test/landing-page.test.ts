import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effortMs } from '../../../../../test/support/effort.ts'
import { useNoteOf } from '../../downloading/use-note.ts'
import { landingPage, readPage } from '../landing-page.ts'
import { readPageHead } from '../page-head.ts'
import { openDesk, subject } from './asking.ts'
import { doi, landing } from './recorded.ts'

const known = subject({ doi })
const page = 'https://journal.other-tests.com/articles/4375'
const hostKey = (url: string) => new URL(url).host.split('.').slice(-2).join('.')

test('PAP-6.4 a landing page names its files in tags, those of its own site first, and says what it is', () => {
  const answer = readPage(readPageHead(landing), page, doi, hostKey)

  assert.ok(answer.kind === 'ok')
  const { candidates, details, isOpen } = answer.value
  assert.deepEqual(
    candidates.map(({ url }) => url),
    [
      'https://journal.other-tests.com/files/4375.pdf',
      'https://journal.other-tests.com/articles/4375-print.pdf',
      'https://journal.other-tests.com/files/4375-data.pdf',
      'https://cdn.other-tests.org/4375.pdf',
      'https://journal.other-tests.com/files/4375.xml',
    ],
  )
  assert.deepEqual(
    candidates.filter(({ format }) => format === 'jats').map(({ url }) => url),
    ['https://journal.other-tests.com/files/4375.xml'],
  )
  assert.ok(candidates.every(({ license, referer }) => license === 'cc-by-nc-4.0' && referer === page))
  assert.deepEqual(
    [details.title, details.journal, details.issn, details.published_on, details.language, isOpen],
    ['The state of open records & copies', 'Journal of Recorded Answers', '2167-8359', '2018-02-13', 'en', true],
  )
})

test('PAP-6.4 a page of another paper is discarded, and one that names no DOI gives no details', () => {
  const other = readPage(readPageHead(landing), page, '10.5555/other', hostKey)
  const silent = readPage(readPageHead(landing.replace('citation_doi', 'x')), page, doi, hostKey)

  assert.equal(other.kind, 'not-found')
  assert.deepEqual(silent.kind === 'ok' && [silent.value.details, silent.value.candidates.length], [{}, 5])
})

test('PAP-6.7 a page that reserves text mining says so of all its files', () => {
  const reserving = landing.replace('<head>', '<head><meta name="tdm-reservation" content="1">')
  const marksOf = (html: string) => {
    const answer = readPage(readPageHead(html), page, doi, hostKey)
    return answer.kind === 'ok' && [...new Set(answer.value.candidates.map((file) => useNoteOf(file, new Map())))]
  }

  assert.deepEqual([marksOf(landing), marksOf(reserving)], [[null], ['text mining reserved']])
})

test('PAP-6.4 a page without a licence does not say that it is open, and what is no web address is no file', () => {
  const html = `<head><meta name="citation_pdf_url" content="javascript:alert(1)"><meta name="citation_pdf_url" content="ftp://a.org/1.pdf">
    <meta name="citation_pdf_url" content="${page}"><meta name="dc.rights" content="All rights reserved, https://a.org/terms"></head>`

  const answer = readPage(readPageHead(html), page, doi, hostKey)

  assert.deepEqual(answer.kind === 'ok' && [answer.value.candidates, answer.value.isOpen], [[], null])
})

test('PAP-6.4 the page behind a DOI is fetched by the manners of publishers: robots.txt, no key, no cookie', async (t) => {
  const { asking, asked } = await openDesk(t, { '/10.5555/recorded.4375': { body: landing } })

  const answer = await landingPage.lookUp(known, { ...asking, key: 'never sent' })

  assert.equal(answer.kind, 'ok')
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/robots.txt', '/10.5555/recorded.4375'],
  )
  assert.ok(asked.every(({ headers }) => headers.cookie === undefined && !JSON.stringify(headers).includes('never')))
})

test('PAP-6.4 walls on the way to the page have their names, robots.txt too, and a file in its place is taken', async (t) => {
  const pages = {
    '/10.5555/challenge': { status: 403, body: '<title>Just a moment...</title>' },
    '/10.5555/quiet-challenge': { body: '<div class="g-recaptcha"></div>' },
    '/10.5555/shut': { status: 403, body: 'no' },
    '/10.5555/paid': { status: 402, body: '<h1>Purchase PDF</h1>' },
    '/10.5555/file': { body: '%PDF-1.7 …' },
    '/10.5555/plain': { body: '<h1>Hello</h1>' },
  }
  const { asking } = await openDesk(t, pages)
  const resultOf = async (of: string) => {
    const answer = await landingPage.lookUp(subject({ doi: of }), asking)
    if (answer.kind === 'retry') return answer.rejection.code
    return answer.kind === 'ok' ? answer.value.candidates.length : answer.kind
  }
  const results: unknown[] = []
  for (const path of Object.keys(pages)) results.push(await resultOf(path.slice(1)))

  assert.deepEqual(results, ['bot_challenge', 'bot_challenge', 'forbidden', 'paywalled', 1, 0])
  assert.equal(await resultOf('10.5555/nobody'), 'not-found')
  const closed = await openDesk(t, { '/robots.txt': { body: 'User-agent: *\nDisallow: /' } })
  const answer = await landingPage.lookUp(known, closed.asking)
  assert.equal(answer.kind === 'retry' && answer.rejection.code, 'robots_disallowed')
})

test('PAP-6.4 a page behind more than eight hops, or of more than 3 MiB, is not read', async (t) => {
  const hop = (n: number) => ({ status: 302, headers: { location: `/hop/${n}` }, body: '' })
  const chain = (of: string, hops: number) => [
    [`/10.5555/${of}`, hop(hops - 1)] as const,
    ...Array.from({ length: hops - 1 }, (_, n) => [`/hop/${n + 1}`, hop(n)] as const),
  ]
  const end = { '/hop/0': { body: landing }, '/10.5555/large': { body: `${landing}${' '.repeat(3 * 1_024 * 1_024)}` } }
  const eight = await openDesk(t, { ...Object.fromEntries(chain('recorded.4375', 8)), ...end })
  const nine = await openDesk(t, { ...Object.fromEntries(chain('recorded.4375', 9)), ...end })

  assert.equal((await landingPage.lookUp(known, eight.asking)).kind, 'ok')
  const far = await landingPage.lookUp(known, nine.asking)
  const large = await landingPage.lookUp(subject({ doi: '10.5555/large' }), eight.asking)

  assert.deepEqual(
    [far, large].map((answer) => answer.kind === 'retry' && answer.rejection.code),
    ['http_4xx', 'too_large'],
  )
})

test('PAP-9.2 a hostile page takes no time', () => {
  const hostile = [
    '<meta '.repeat(100_000),
    `<meta name="${'a'.repeat(500_000)}`,
    '<meta name="a" content="b">'.repeat(40_000),
    'application/ld+json>'.repeat(50_000),
    `<link ${'rel= '.repeat(100_000)}>`,
  ]
  for (const html of hostile) {
    const tookMs = effortMs(() => readPageHead(html), 1_000)
    assert.ok(tookMs < 1_000, `${html.slice(0, 30)}: ${tookMs} ms`)
  }
})
