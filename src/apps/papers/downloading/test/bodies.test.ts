import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { classifyHtml } from '../html-walls.ts'
import { checkPdf, looksLikePdf } from '../pdf-checks.ts'

/** What a body turns out to be: `pdf`, the address of one, or why it is none. */
type Verdict = string
type Body = readonly [what: string, verdict: Verdict, body: string | Buffer, pages?: string]

const filler = (bytes: number): string => '% a comment that fills the file\n'.repeat(Math.ceil(bytes / 32))

/** A whole PDF of so many pages, with whatever is given in its places. */
function pdf({ head = '%PDF-1.7\n', count = 8, more = '', end = '%%EOF\n', bytes = 5_000 } = {}): string {
  const body = `${head}1 0 obj\n<< /Type /Pages /Count ${count} >>\nendobj\n${more}${filler(bytes)}`
  return `${body}xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\nstartxref\n${body.length}\n${end}`
}

/** The same, whose place of the table is wrong, as one that was cut off somewhere has it. */
const without = (end: string): string => pdf({ end }).replace(/startxref\n\d+/, 'startxref\n7')
const cut = (bytes: number): string => pdf({ bytes: 40_000 }).slice(0, bytes)
const page = (text: string, head = ''): string =>
  `<!doctype html><html><head><title>x</title>${head}</head><body>${text}</body></html>`
const own = 'https://journal.example/article.pdf'

const pdfs: readonly Body[] = [
  ...['1.0', '1.3', '1.4', '1.5', '1.6', '1.7', '2.0'].map(
    (version): Body => [`version ${version}`, 'pdf', pdf({ head: `%PDF-${version}\n` })],
  ),
  ['line ends of Windows', 'pdf', pdf({ head: '%PDF-1.4\r\n' })],
  ['a byte order mark first', 'pdf', Buffer.from(`\ufeff${pdf()}`)],
  ['blank lines first', 'pdf', pdf({ head: '\n\n\n%PDF-1.5\n' })],
  ['a line of the server first', 'pdf', pdf({ head: 'Content-Type: application/pdf\r\n\r\n%PDF-1.5\n' })],
  ['a thousand bytes of junk first', 'pdf', pdf({ head: `${'x'.repeat(1_000)}%PDF-1.5\n` })],
  ['linearised', 'pdf', pdf({ more: '2 0 obj\n<< /Linearized 1 /L 5000 /N 8 >>\nendobj\n' })],
  ['encrypted without a password', 'pdf', pdf({ more: '3 0 obj\n<< /Filter /Standard /V 2 >>\nendobj\n' })],
  ['bytes behind the end', 'pdf', `${pdf()}${'\0'.repeat(1_500)}`],
  ['a page of the server behind the end', 'pdf', `${pdf()}<html><!-- cached --></html>`],
  ['no mark of the end, and yet all of it', 'pdf', pdf({ end: '' })],
  ['one page, and nobody knows how many', 'pdf', pdf({ count: 1 })],
  ['one page of three', 'pdf', pdf({ count: 1 }), '12-14'],
  ['eight pages of twenty', 'pdf', pdf(), '1-20'],
  ['pages that cannot be counted', 'pdf', pdf().replace('/Type /Pages', '/Type /Packed'), '1-20'],
  ['one page of twenty', 'suspect_preview', pdf({ count: 1 }), '1-20'],
  ['one page of a supplement', 'suspect_preview', pdf({ count: 1 }), 'S1–S9'],
  ['one page of an article with large numbers', 'suspect_preview', pdf({ count: 1 }), '10023-10040'],
  ['cut off in the middle', 'truncated', cut(20_000)],
  ['cut off after the smallest size', 'truncated', cut(4_200)],
  ['cut off before its end', 'truncated', without('')],
  ['an end further up than two kilobytes', 'truncated', `${without('%%EOF\n')}${filler(3_000)}`],
  ['a beginning alone', 'not_pdf', '%PDF-1.7\n'],
  ['smaller than any paper', 'not_pdf', pdf({ bytes: 100 })],
  ['just below the smallest', 'not_pdf', pdf().slice(0, 4_095)],
  ['its beginning too far down', 'not_pdf', pdf({ head: `${'x'.repeat(1_100)}%PDF-1.5\n` })],
]

const pages: readonly Body[] = [
  ['a check before the page', 'bot_challenge', page('<h1>Just a moment...</h1>')],
  [
    'a check with a script of its kind',
    'bot_challenge',
    page('<script src="/cdn-cgi/challenge-platform/x.js"></script>'),
  ],
  ['a check that hides its name', 'bot_challenge', page('<div class="cf-chl-widget"></div>')],
  ['a proof of work', 'bot_challenge', page('Preparing to download ...')],
  ['pictures to choose from', 'bot_challenge', page('<div class="g-recaptcha"></div>')],
  ['other pictures to choose from', 'bot_challenge', page('<div class="h-captcha" data-x="hcaptcha"></div>')],
  ['a question who is there', 'bot_challenge', page('Are you a robot?')],
  ['a check that needs scripts', 'bot_challenge', page('Enable JavaScript and cookies to continue')],
  ['a wall of cookies', 'cookie_wall', page('Please enable cookies in your browser.')],
  ['cookies that are a must', 'cookie_wall', page('Cookies are required to use this site.')],
  ['an address that says so', 'cookie_wall', page('<a href="/action/cookieAbsent">go on</a>')],
  ['a sign-in of an institution', 'paywalled', page('Sign in with Shibboleth')],
  ['institutional access', 'paywalled', page('<a>Institutional login</a>')],
  ['a field for a password', 'paywalled', page('<input type="password">')],
  ['a price', 'paywalled', page('<button>Purchase PDF</button>')],
  ['a refusal in words', 'paywalled', page('Access Denied')],
  ['a subscription', 'paywalled', page('Subscription required')],
  ['an error of the server', 'not_pdf', page('<h1>404 Not Found</h1>')],
  ['the article as a page', 'not_pdf', page('<article>Abstract. We show that …</article>')],
  ['a page without anything', 'not_pdf', page('')],
  ['a viewer with the address in its head', `→ ${own}`, page('', `<meta name="citation_pdf_url" content="${own}">`)],
  ['a viewer in a frame', `→ ${own}`, page('<iframe src="/article.pdf"></iframe>')],
  ['a viewer that embeds', `→ ${own}`, page('<embed src="article.pdf">')],
  ['a viewer with an object', `→ ${own}`, page('<object data="https://journal.example/article.pdf"></object>')],
  ['a viewer of another site', 'not_pdf', page('<iframe src="https://elsewhere.example/a.pdf"></iframe>')],
]

const others: readonly Body[] = [
  ['nothing at all', 'not_pdf', ''],
  ['an archive', 'not_pdf', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(6_000)])],
  ['a packed PDF', 'not_pdf', gzipSync(pdf())],
  ['a picture', 'not_pdf', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(6_000)])],
  ['PostScript', 'not_pdf', `%!PS-Adobe-3.0\n${filler(5_000)}`],
  ['an answer of a program', 'not_pdf', JSON.stringify({ error: 'no such file', filler: filler(5_000) })],
  [
    'a document of a word processor',
    'not_pdf',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(6_000)]),
  ],
  ['plain words', 'not_pdf', filler(5_000).replaceAll('%', '')],
  ['zeros', 'not_pdf', Buffer.alloc(6_000)],
  [
    'an image of an error in XML',
    'not_pdf',
    `<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>${filler(5_000)}`,
  ],
]

const bodies = [...pdfs, ...pages, ...others]

test(`PAP-M4 each of ${bodies.length} bodies is taken for what it is`, async (t) => {
  assert.ok(bodies.length >= 60)

  const found = await Promise.all(bodies.map(async ([what, , body, of]) => [what, await judge(t, body, of)]))

  assert.deepEqual(
    found,
    bodies.map(([what, verdict]) => [what, verdict]),
  )
})

async function judge(t: TestContext, body: string | Buffer, pages: string | undefined): Promise<Verdict> {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  if (!looksLikePdf(bytes)) {
    const seen = classifyHtml(bytes.toString('latin1'), 'https://journal.example/view', (url) =>
      url.startsWith('https://journal.example/'),
    )
    return seen.kind === 'viewer' ? `→ ${seen.url}` : seen.rejection.code
  }
  const folder = emptyFolder(t)
  await writeFile(join(folder, 'body'), bytes)
  return (await checkPdf(join(folder, 'body'), pages ?? null))?.code ?? 'pdf'
}
