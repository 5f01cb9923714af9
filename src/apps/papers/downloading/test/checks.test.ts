import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { effortMs } from '../../../../../test/support/effort.ts'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { throughOtherDoors } from '../../sources/known-sites.ts'
import { candidateAt, rankCandidates } from '../candidate.ts'
import { isDeniedHost } from '../denied-hosts.ts'
import { checkPdf } from '../pdf-checks.ts'
import { readPdfText } from '../pdf-text.ts'
import { rejectionOf } from '../rejection.ts'
import { checkPaper } from '../right-paper.ts'
import { checkSum } from '../stated-checksum.ts'
import { useNoteOf } from '../use-note.ts'

async function fileOf(t: TestContext, body: string | Buffer): Promise<string> {
  const folder = emptyFolder(t)
  const path = join(folder, 'a.pdf')
  await writeFile(path, typeof body === 'string' ? Buffer.from(body, 'latin1') : body)
  return path
}

/** A PDF whose page shows these lines, packed as most programs pack them, or not at all. */
function pdfShowing(lines: readonly string[], isPacked = true): Buffer {
  const content = Buffer.from(`BT /F1 12 Tf\n${lines.map((line) => `${line}\n0 -14 Td`).join('\n')}\nET`, 'latin1')
  const stream = isPacked ? deflateSync(content) : content
  const filter = isPacked ? '/Filter /FlateDecode ' : ''
  return Buffer.concat([
    Buffer.from(`%PDF-1.7\n1 0 obj\n<< ${filter}/Length ${stream.length} >>\nstream\n`),
    stream,
    Buffer.from('\nendstream\nendobj\n%%EOF\n'),
  ])
}

const filling = Array.from({ length: 30 }, (_, n) => `(Some words of the text that follows, line ${n}.) Tj`)
const paper = { doi: '10.5555/right', title: 'Heliocentric perturbations of distant comets' }

test('PAP-6.5 the text of a page is read as it is shown: in one piece, in pieces, escaped, packed or not', async (t) => {
  const lines = ['(Plain \\(in brackets\\)) Tj', '[(Brok) -20 (en w) 3.5 (ord)] TJ', '(\\101\\102C) Tj']
  for (const isPacked of [true, false]) {
    const text = await readPdfText(await fileOf(t, pdfShowing(lines, isPacked)))
    assert.match(text, /Plain \(in brackets\) Broken word ABC/)
  }
  assert.equal((await readPdfText(await fileOf(t, '%PDF-1.7 no stream'))).trim(), '')
  assert.equal(
    (await readPdfText(await fileOf(t, '<< /Filter /FlateDecode >> stream\nnot packed endstream'))).trim(),
    '',
  )
})

test('PAP-6.5 a file is the right paper by its DOI or most words of its title, and unreadable ones are not judged', async (t) => {
  const codeOf = async (lines: readonly string[]) =>
    (await checkPaper(await fileOf(t, pdfShowing([...lines, ...filling])), paper))?.code ?? null

  assert.equal(await codeOf(['(https://doi.org/10.5555/RI) Tj', '(GHT) Tj']), null, 'the DOI is broken over two lines')
  assert.equal(await codeOf(['[(Helio) 1 (centric Pertur) 2 (bations)] TJ', '(of Distant Com-) Tj', '(ets) Tj']), null)
  assert.equal(await codeOf(['(Photosynthesis in distant comets) Tj']), 'content_mismatch')
  assert.equal((await checkPaper(await fileOf(t, pdfShowing(['(Something short) Tj'])), paper))?.code, undefined)
  assert.equal((await checkPaper(await fileOf(t, pdfShowing(filling)), { doi: null, title: null }))?.code, undefined)
})

test('PAP-9.2 a hostile PDF takes neither time nor room', async (t) => {
  const bomb = deflateSync(Buffer.alloc(64 * 1_024 * 1_024, '('))
  const path = await fileOf(
    t,
    Buffer.concat([Buffer.from('<< /Filter /FlateDecode >> stream\n'), bomb, Buffer.from(' endstream')]),
  )
  assert.equal((await readPdfText(path)).trim(), '')
  const hostile = ['('.repeat(300_000), '(a)'.repeat(100_000), '(\\'.repeat(100_000), `[${'(a) 1 '.repeat(50_000)}`]
  for (const line of hostile) {
    const long = await fileOf(t, pdfShowing([line], false))
    const body = readPdfText(long)
    assert.ok((await body).length <= 20_000)
  }
  const tookMs = effortMs(() => isDeniedHost(`https://${'sci-hub'.repeat(10_000)}.org`, []), 200)
  assert.ok(tookMs < 200)
})

test('PAP-6.2 a checksum that the source states must be that of the file', async (t) => {
  const path = await fileOf(t, 'body')
  const md5 = createHash('md5').update('body').digest('hex')

  assert.equal(await checkSum(path, md5), null)
  assert.equal(await checkSum(path, null), null)
  assert.equal((await checkSum(path, '0'.repeat(32)))?.code, 'truncated')
})

test('PAP-6.5 a PDF that is encrypted, linearised or has its end further up is taken', async (t) => {
  const body = `%PDF-1.7\n%Linearized\n${'x'.repeat(5_000)}\ntrailer << /Encrypt 5 0 R >>\nstartxref\n9\n%%EOF\n${' '.repeat(1_500)}`
  assert.equal(await checkPdf(await fileOf(t, body), '1-10'), null)
})

test('PAP-6.1 of equals the one whose host rests comes last, and rounds of one run share their limits', () => {
  const at = (url: string, host: 'publisher' | 'repository' = 'repository') =>
    candidateAt(url, 's', { version: 'published', host })
  const hostKey = (url: string) => new URL(url).host
  const candidates = [at('https://tired.org/1'), at('https://fresh.org/1'), at('https://shop.org/1', 'publisher')]
  const ranked = rankCandidates(candidates, hostKey, { resting: new Set(['tired.org']) })
  assert.deepEqual(
    ranked.map(({ url }) => hostKey(url)),
    ['fresh.org', 'tired.org', 'shop.org'],
  )

  const tried = ['https://a.org/1', 'https://b.org/1', 'https://b.org/2']
  const second = rankCandidates([at('https://a.org/1'), at('https://c.org/1'), at('https://d.org/1')], hostKey, {
    tried,
  })
  assert.deepEqual(
    second.map(({ url }) => url),
    ['https://c.org/1'],
    'four addresses at three hosts, and none twice',
  )
})

test('PAP-9.3 shadow libraries are never asked, nor hosts that the operator names', () => {
  for (const host of [
    'sci-hub.se',
    'www.sci-hub.ru',
    'libgen.is',
    'z-lib.org',
    'annas-archive.org',
    'library-genesis.xyz',
  ])
    assert.equal(isDeniedHost(`https://${host}/10.5555/a.pdf`, []), true, host)
  for (const host of ['science.org', 'hub.science.org', 'genesis.org', 'library.org'])
    assert.equal(isDeniedHost(`https://${host}/a.pdf`, []), false, host)
  assert.equal(isDeniedHost('https://files.example.net/a.pdf', ['example.net']), true)
  assert.equal(isDeniedHost('https://myexample.net/a.pdf', ['example.net']), false)
})

test('PAP-9.3 what may not be passed on, or not be mined, is noted with the file', () => {
  const note = (license: string | null, isBronze = false, tdm = '') =>
    useNoteOf({ license, isBronze }, new Map(tdm ? [['tdm-reservation', tdm]] : []))
  assert.deepEqual(
    [
      note('cc-by-4.0'),
      note('arxiv'),
      note(null),
      note('cc-by', true),
      note('cc-by', false, '1'),
      note(null, false, '1'),
    ],
    [
      null,
      'internal use',
      'internal use',
      'internal use',
      'text mining reserved',
      'internal use; text mining reserved',
    ],
  )
  assert.equal(note('cc-by', false, '0'), null)
})

test('PAP-6.9 a disk that fails is another matter than a network that does', () => {
  const fault = (syscall: string, code: string) => Object.assign(new Error('fault'), { syscall, code })
  assert.equal(rejectionOf(fault('write', 'EIO')).code, 'storage_error')
  assert.equal(rejectionOf(fault('open', 'EROFS')).code, 'storage_error')
  assert.equal(rejectionOf(fault('write', 'ENOSPC')).code, 'disk_full')
  assert.throws(() => rejectionOf(fault('getaddrinfo', 'ENOTFOUND')))
})

test('PAP-6.2 arXiv is entered by its door for programs, and the website of PubMed Central by none', () => {
  const { candidates, identifiers } = throughOtherDoors(
    [
      'https://arxiv.org/pdf/2101.00001v2',
      'http://www.arxiv.org/abs/hep-th/9901001',
      'https://arxiv.org/list/cs.DL/new',
      'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5815332/pdf',
      'https://pmc.ncbi.nlm.nih.gov/articles/PMC1/',
      'https://europepmc.org/articles/PMC5815332?pdf=render',
    ].map((url) => candidateAt(url, 'unpaywall')),
    'https://export.arxiv.org',
  )

  assert.deepEqual(
    candidates.map(({ url }) => url),
    [
      'https://export.arxiv.org/pdf/2101.00001v2',
      'https://export.arxiv.org/pdf/hep-th/9901001',
      'https://arxiv.org/list/cs.DL/new',
      'https://europepmc.org/articles/PMC5815332?pdf=render',
    ],
  )
  assert.deepEqual(identifiers, [
    ['pmcid', 'PMC5815332'],
    ['pmcid', 'PMC1'],
  ])
})
