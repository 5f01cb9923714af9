import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { effortMs } from '../../../../test/support/effort.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { HttpFailure } from '../../../platform/http/failures.ts'
import { type Candidate, rankCandidates } from '../downloading/candidate.ts'
import { classifyHtml } from '../downloading/html-walls.ts'
import { checkPdf, expectedPages } from '../downloading/pdf-checks.ts'
import { rejectionOf } from '../downloading/rejection.ts'
import { goneAddresses, withoutQuery } from '../processing/steps.ts'
import { verdictOn } from '../processing/verdicts.ts'
import { earlierTries } from '../processing/work.ts'
import { paceFrom } from '../sources/crossref.ts'
import { licenceOf } from '../sources/licences.ts'
import { judgeMatches, titleSimilarity } from '../sources/matching.ts'
import { plainAbstract, plainTitle } from '../sources/plain-text.ts'
import type { AttemptRow } from '../tables.ts'

const now = '2026-03-10T10:00:00.000Z'
const minutesUntil = (iso: string) => (Date.parse(iso) - Date.parse(now)) / 60_000
const middle = { now, random: 0.5 }

test('PAP-6.8 what may pass waits a quarter of an hour, four times longer each time, at most a week, six times', () => {
  const waits = [0, 1, 2, 3, 4, 5].map((earlierTries) => {
    const verdict = verdictOn([{ code: 'timeout', detail: '' }], { ...middle, earlierTries })
    return verdict.outcome === 'deferred' ? minutesUntil(verdict.nextAttemptAt) : Number.NaN
  })
  assert.deepEqual(waits, [15, 60, 240, 960, 3_840, 10_080])
  assert.equal(verdictOn([{ code: 'timeout', detail: '' }], { ...middle, earlierTries: 6 }).outcome, 'failed')
})

test('PAP-6.8 a 500 is tried four times, a 429 waits an hour, doubled, and Retry-After wins', () => {
  const status500 = { code: 'http_5xx', detail: '', status: 500 } as const
  assert.equal(verdictOn([status500], { ...middle, earlierTries: 3 }).outcome, 'deferred')
  assert.equal(verdictOn([status500], { ...middle, earlierTries: 4 }).outcome, 'failed')
  const limited = verdictOn([{ code: 'rate_limited', detail: '', status: 429 }], { ...middle, earlierTries: 2 })
  assert.equal(limited.outcome === 'deferred' && minutesUntil(limited.nextAttemptAt), 240)
  const told = verdictOn([{ code: 'rate_limited', detail: '', retryAfterMs: 7_200_000 }], {
    ...middle,
    earlierTries: 2,
  })
  assert.equal(told.outcome === 'deferred' && minutesUntil(told.nextAttemptAt), 120)
})

test('PAP-6.8 a host that rests is waited for without end, up to half an hour more, and spends no try', () => {
  const resting = { code: 'rate_limited', detail: '', retryAfterMs: 1_800_000, isResting: true } as const
  const verdict = verdictOn([resting], { ...middle, earlierTries: 99 })
  assert.equal(verdict.outcome === 'deferred' && minutesUntil(verdict.nextAttemptAt), 45)
  const attempt = (outcome: AttemptRow['outcome'], failure_code: string, http_status: number | null) =>
    ({ outcome, failure_code, http_status }) as AttemptRow
  const attempts = [
    attempt('aborted', 'aborted', null),
    attempt('deferred', 'rate_limited', null),
    attempt('deferred', 'timeout', null),
    attempt('failed', 'timeout', null),
    attempt('deferred', 'timeout', null),
  ]
  assert.equal(earlierTries(attempts), 1)
})

test('PAP-6.8 what may pass comes before a person, and a person before giving up', () => {
  const [wall, shut, late] = [
    { code: 'bot_challenge', detail: '' },
    { code: 'forbidden', detail: '' },
    { code: 'timeout', detail: '' },
  ] as const
  const outcomes = [[shut, wall, late], [shut, wall], [shut], []].map((all) =>
    verdictOn(all, { ...middle, earlierTries: 0 }),
  )
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['deferred', 'manual', 'failed', 'failed'],
  )
  assert.equal(outcomes[3]?.outcome === 'failed' && outcomes[3].code, 'no_open_copy')
})

test('a failed request has its own reason, and a call to stop is no failure of the paper', () => {
  assert.equal(rejectionOf(new HttpFailure('http_4xx', 'a.org', { status: 403 })).code, 'forbidden')
  assert.equal(rejectionOf(new HttpFailure('http_4xx', 'a.org', { status: 402 })).code, 'paywalled')
  assert.equal(rejectionOf(new HttpFailure('host_paused', 'a.org')).isResting, true)
  assert.equal(rejectionOf(Object.assign(new Error('full'), { code: 'ENOSPC' })).code, 'disk_full')
  assert.throws(() => rejectionOf(new HttpFailure('aborted', 'a.org')))
  assert.throws(() => rejectionOf(new TypeError('a bug')), TypeError)
})

test('PAP-6.1 candidates are ranked by version, then repositories first, each once, four at three hosts at most', () => {
  const at = (url: string, more: Partial<Candidate> = {}): Candidate => ({
    url,
    source: 's',
    version: 'published',
    license: null,
    host: 'publisher',
    isBest: false,
    isBronze: false,
    referer: null,
    ...more,
  })
  const ranked = rankCandidates(
    [
      at('https://a.org/1', { version: 'submitted' }),
      at('https://b.org/1', { isBest: true }),
      at('https://b.org/1/', {}),
      at('https://c.org/1', { host: 'repository' }),
      at('https://d.org/1', { version: 'unknown' }),
      at('javascript:alert(1)'),
    ],
    (url) => new URL(url).host,
  )
  assert.deepEqual(
    ranked.map(({ url }) => url),
    ['https://c.org/1', 'https://b.org/1', 'https://a.org/1'],
  )
})

test('PAP-6.5 pages that come instead of a file are told apart', () => {
  const kinds: readonly (readonly [string, string])[] = [
    ['<title>Just a moment...</title>', 'bot_challenge'],
    ['<script src="/cdn-cgi/challenge-platform/x.js"></script>please enable cookies', 'bot_challenge'],
    ['<p>Preparing to download ...</p>', 'bot_challenge'],
    ['<div class="g-recaptcha"></div>', 'bot_challenge'],
    ['<h1>Access Denial</h1>', 'paywalled'],
    ['<a href="/Shibboleth.sso/Login">Institutional login</a>', 'paywalled'],
    ['<p>Buy this article for 39.95</p>', 'paywalled'],
    ['<p>Cookies must be enabled</p>', 'cookie_wall'],
    ['<h1>Article</h1>', 'not_pdf'],
    ['', 'not_pdf'],
  ]
  for (const [html, code] of kinds) {
    const answer = classifyHtml(html, 'https://a.org/x', () => true)
    assert.equal(answer.kind === 'wall' && answer.rejection.code, code, html)
  }
  const viewer = '<iframe src="/real.pdf?x=1&amp;y=2"></iframe>'
  assert.deepEqual(
    classifyHtml(viewer, 'https://a.org/x', () => true),
    { kind: 'viewer', url: 'https://a.org/real.pdf?x=1&y=2' },
  )
  assert.equal(classifyHtml(viewer, 'https://a.org/x', () => false).kind, 'wall')
  const tookMs = effortMs(() => classifyHtml('<iframe src="'.repeat(20_000), 'https://a.org/x', () => true), 1_000)
  assert.ok(tookMs < 1_000, 'hostile pages take no time')
})

test('PAP-6.5 a PDF is looked at from both ends', async (t) => {
  const folder = emptyFolder(t)
  const check = async (text: string, pages: string | null = null) => {
    const path = join(folder, 'a.pdf')
    await writeFile(path, text, 'latin1')
    return (await checkPdf(path, pages))?.code ?? null
  }
  const filling = 'x'.repeat(5_000)
  assert.equal(await check(`%PDF-1.4 ${filling} %%EOF`), null)
  assert.equal(await check(`junk\n%PDF-1.4 ${filling} %%EOF\n\n`), null)
  assert.equal(await check(`${filling} %PDF-1.4 %%EOF`), 'not_pdf')
  assert.equal(await check('%PDF-1.4 %%EOF'), 'not_pdf')
  assert.equal(await check(''), 'not_pdf')
  assert.equal(await check(`%PDF-1.4 ${filling}`), 'truncated')
  const table = `%PDF-1.4 ${filling}\nxref\n0 1\ntrailer\nstartxref\n${`%PDF-1.4 ${filling}\n`.length}\n`
  assert.equal(await check(table), null, 'a readable table of references stands for %%EOF')
  const onePage = `%PDF-1.4 /Type /Pages /Count 1 ${filling} %%EOF`
  assert.deepEqual(
    [await check(onePage, '12-25'), await check(onePage, '12'), await check(onePage)],
    ['suspect_preview', null, null],
  )
  assert.deepEqual([expectedPages('S12–S25'), expectedPages('e1234'), expectedPages('9-2')], [14, 0, 0])
})

test('PAP-6.8 an address that was gone is left alone for thirty days', () => {
  const steps_json = JSON.stringify([{ at: '2026-03-01T00:00:00.000Z', status: 404, url: 'https://a.org/x' }])
  assert.ok(goneAddresses([{ steps_json }], now).has(withoutQuery('https://a.org/x?key=secret')))
  assert.equal(goneAddresses([{ steps_json }], '2026-05-01T00:00:00.000Z').size, 0)
})

test('PAP-6.2 titles and abstracts lose their markup, and licences get their short names', () => {
  assert.equal(plainTitle('On &lt;i&gt;E. coli&lt;/i&gt; &amp; <sub>2</sub>'), 'On E. coli & 2')
  assert.equal(plainTitle('  '), null)
  assert.equal(
    plainAbstract('<jats:title>Abstract</jats:title><jats:p>One.</jats:p>\n<jats:p>Two &lt; three.</jats:p>'),
    'One.\nTwo < three.',
  )
  assert.equal(licenceOf('http://creativecommons.org/licenses/by-nc/4.0/legalcode'), 'cc-by-nc-4.0')
  assert.equal(licenceOf('https://creativecommons.org/publicdomain/zero/1.0/'), 'cc0-1.0')
  assert.equal(licenceOf('https://publisher.org/tdm'), null)
})

test('PAP-P4 the limits in the headers of Crossref are kept, and nonsense in them is not', () => {
  const headers = new Map([
    ['x-rate-limit-limit', '5'],
    ['x-rate-limit-interval', '1s'],
    ['x-concurrency-limit', '1'],
  ])
  assert.deepEqual(paceFrom(headers), { concurrency: 1, minIntervalMs: 200, jitter: 0.1 })
  assert.equal(
    paceFrom(
      new Map([
        ['x-rate-limit-limit', '0'],
        ['x-rate-limit-interval', '1s'],
      ]),
    ),
    null,
  )
  assert.equal(paceFrom(new Map()), null)
})

test('PAP-6.1 a record is the paper only where title, year and author or ISSN agree', () => {
  const paper = {
    title: 'A survey of distant comets',
    published_year: 2020,
    issn: null,
    authors_json: '[{"family":"Collab"}]',
  }
  const match = { doi: '10.5555/1', title: 'A Survey of distant Comets.', year: 2021, issns: [], firstFamily: 'Collab' }
  assert.deepEqual(judgeMatches(paper, [match]), { kind: 'same', doi: '10.5555/1' })
  assert.equal(judgeMatches(paper, [{ ...match, year: 2015 }]).kind, 'ambiguous')
  assert.equal(judgeMatches(paper, [{ ...match, firstFamily: 'Other' }]).kind, 'ambiguous')
  assert.equal(judgeMatches(paper, [match, { ...match, doi: '10.5555/2' }]).kind, 'ambiguous')
  assert.equal(judgeMatches(paper, [{ ...match, title: 'Something else' }]).kind, 'none')
  assert.equal(titleSimilarity('', ''), 0)
})
