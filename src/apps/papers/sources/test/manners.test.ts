import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeConfig, readConfig } from '../../../../config.ts'
import { sourceNames } from '../declarations.ts'
import { sources } from '../list.ts'
import type { Asking, Source, SourceAnswer, Subject } from '../source.ts'
import { type Answer, openDesk, sleepingClock, subject } from './asking.ts'
import {
  arxivFeed,
  crossrefWork,
  cslItem,
  dataciteRecord,
  europePmcAnswer,
  openAlexWork,
  pmcArticle,
  pmcIdTable,
  pmcListing,
  semanticScholarPaper,
  unpaywallRecord,
} from './recorded.ts'

/** How each source is asked for the paper of a number, where, what it answers, and how far apart its operators want it. */
type Case = Readonly<{
  of: (n: number) => Subject
  path: (n: number) => string
  body: unknown
  documentedMs: number
  ask?: (source: Source, subject: Subject, asking: Asking) => Promise<SourceAnswer<unknown>>
}>

const byDoi = (n: number) => subject({ doi: `10.5555/${n}` })
const byPmcid = (n: number) => subject({ pmcid: `PMC${n}` })

const cases: Readonly<Record<string, Case>> = {
  crossref: { of: byDoi, path: (n) => `/works/10.5555%2F${n}`, body: crossrefWork, documentedMs: 100 },
  datacite: { of: byDoi, path: (n) => `/dois/10.5555%2F${n}`, body: dataciteRecord, documentedMs: 300 },
  'doi-org': { of: byDoi, path: (n) => `/10.5555/${n}`, body: cslItem, documentedMs: 100 },
  arxiv: {
    of: (n) => subject({ arxiv: `2101.0000${n}` }),
    path: () => '/api/query',
    body: arxivFeed,
    documentedMs: 3_000,
  },
  unpaywall: { of: byDoi, path: (n) => `/10.5555%2F${n}`, body: unpaywallRecord, documentedMs: 500 },
  openalex: { of: byDoi, path: (n) => `/works/doi:10.5555/${n}`, body: openAlexWork, documentedMs: 10 },
  'europe-pmc': { of: byDoi, path: () => '/search', body: europePmcAnswer, documentedMs: 200 },
  pmc: { of: byPmcid, path: () => '/', body: pmcListing, documentedMs: 200 },
  'pmc-ids': {
    of: byPmcid,
    path: () => '/',
    body: pmcIdTable,
    documentedMs: 334,
    ask: async (source, of, asking) => (await source.resolve?.(of, asking)) ?? { kind: 'not-applicable' },
  },
  'semantic-scholar': {
    of: byDoi,
    path: (n) => `/paper/DOI:10.5555/${n}`,
    body: semanticScholarPaper,
    documentedMs: 1_000,
  },
}
const interfaces = sources.filter(({ role }) => role !== 'page')

const askOf = ({ ask }: Case) => ask ?? ((source: Source, of: Subject, asking: Asking) => source.lookUp(of, asking))

function caseOf({ name }: Source): Case {
  const found = cases[name]
  assert.ok(found, `${name} has a case here`)
  return found
}

/** No answer is remembered. */
const forgetful = { find: async () => undefined, keep: async () => {} }

test('the settings name every source, in the order of the list', () => {
  assert.deepEqual(
    sources.map(({ name }) => name),
    sourceNames,
  )
})

test('PAP-R-044 keys of sources are masked where the configuration is shown', () => {
  const environment = {
    LYCEUM_PAPERS_OPENALEX_KEY: 'open-sesame',
    LYCEUM_PAPERS_SEMANTIC_SCHOLAR_KEY: 'open-sesame',
    LYCEUM_PAPERS_CROSSREF_TOKEN: 'open-sesame',
  }
  const shown = JSON.stringify(describeConfig(environment))

  assert.ok(shown.includes('LYCEUM_PAPERS_OPENALEX_KEY') && !shown.includes('open-sesame'))
  assert.equal(readConfig(environment).papers.keys.openalex, 'open-sesame')
})

test('docs/papers.md names every source, in its order and with its pace', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../docs/papers.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \| ([\d.]+) s \|/gm)].map(([, ...row]) => row)
  assert.deepEqual(
    rows,
    sources.map(({ name, title, pace }) => [name, title, String(pace.minIntervalMs / 1_000)]),
  )
})

for (const source of interfaces) {
  const it = caseOf(source)
  const ask = askOf(it)

  test(`PAP-P4 ${source.title} is asked no faster than its operators want, and slower where ours do`, async (t) => {
    const clock = sleepingClock('2026-03-10T10:00:00.000Z')
    const answers = Object.fromEntries([1, 2, 3, 4].map((n) => [it.path(n), { body: it.body }]))
    const { asking, asked } = await openDesk(t, answers, {
      more: { key: 'a-key', memory: forgetful },
      http: { ...clock, isDevelopment: false },
    })
    for (const n of [1, 2, 3]) await ask(source, it.of(n), asking)
    const own = asked.map(({ atMs }) => atMs)
    await ask(source, it.of(4), { ...asking, atLeastMs: 60_000, http: asking.http })
    await ask(source, it.of(4), { ...asking, atLeastMs: 60_000, http: asking.http })

    const gaps = own.slice(1).map((at, n) => at - (own[n] ?? 0))
    assert.ok(gaps.length >= 2 && gaps.every((gap) => gap >= it.documentedMs), `${gaps} ms apart`)
    const late = asked.slice(own.length).map(({ atMs }) => atMs)
    assert.ok((late.at(-1) ?? 0) - (late[0] ?? 0) >= 60_000, 'the wish of the operator of the house holds')
    assert.ok(asked.every(({ headers }) => headers['user-agent']?.includes('mailto:group@example.org')))
    assert.ok(asked.every(({ headers }) => headers.cookie === undefined))
  })

  test(`PAP-6.1 each answer of ${source.title} has its own meaning`, async (t) => {
    const answers: Record<string, Answer> = {}
    const { asking, kept } = await openDesk(t, answers, {
      more: { key: 'a-key' },
      http: { isDevelopment: true, ...sleepingClock('2026-03-10T10:00:00.000Z') },
    })
    const meaningOf = async (n: number, answer: Answer) => {
      answers[it.path(n)] = answer
      const result = await ask(source, it.of(n), asking)
      return result.kind === 'retry' ? result.rejection : result.kind
    }

    assert.equal(await meaningOf(1, { status: 404, body: 'Resource not found.' }), 'not-found')
    assert.equal(await meaningOf(2, { status: 422, body: '{}' }), 'config-missing')
    assert.equal(await meaningOf(3, { status: 401, body: '{}' }), 'config-missing')
    assert.equal(await meaningOf(4, { status: 403, body: 'no' }), 'blocked')
    assert.equal(await meaningOf(5, { status: 200, body: '<html>We have moved</html>' }), 'contract-error')
    assert.equal(kept.size, 1, 'of these only "not found" is worth remembering')
    const limited = await meaningOf(6, { status: 403, headers: { 'x-ratelimit-reset': '3600' }, body: '{}' })
    assert.deepEqual(pick(limited), ['rate_limited', 403, 3_600_000])
    assert.deepEqual(pick(await meaningOf(7, { status: 500, body: 'oops' })), ['http_5xx', 500, undefined])
    const until = { 'retry-after': 'Wed, 11 Mar 2026 22:00:00 GMT' }
    const days = await meaningOf(9, { status: 403, headers: until, body: 'later' })
    assert.deepEqual(pick(days), ['rate_limited', 403, 36 * 3_600_000], 'Retry-After is kept, however long it is')
    const retry = { status: 429, headers: { 'retry-after': '120' }, body: 'slow down' }
    assert.deepEqual(pick(await meaningOf(8, retry)), ['rate_limited', 429, 120_000])
  })

  test(`PAP-6.1 ${source.title} is not asked twice for the same, nor beyond what the settings allow`, async (t) => {
    const answers: Record<string, Answer> = { [it.path(1)]: { body: it.body } }
    for (const version of [1, 2]) answers[`/metadata/PMC1.${version}.json`] = { body: pmcArticle }
    const { asking, asked, costs, kept } = await openDesk(t, answers, { more: { key: 'a-key' } })
    const first = await ask(source, it.of(1), asking)
    const count = asked.length
    const again = await ask(source, it.of(1), asking)

    assert.deepEqual(again, first)
    assert.ok(
      ![...kept.keys()].some((question) => /a-key|lyceum-tests/.test(question)),
      'no key and no address of ours',
    )
    assert.ok(count > 0 && asked.length === count && costs.length === count, 'each question was counted, once')

    const refusal = { code: 'rate_limited', detail: 'Enough for today.', isResting: true } as const
    const meter = { refusal: async () => refusal, count: async () => {} }
    const answer = await ask(source, it.of(2), { ...asking, meter })
    assert.deepEqual(answer, { kind: 'retry', rejection: refusal })
    assert.equal(asked.length, count)
  })
}

function pick(rejection: unknown): unknown[] {
  const { code, status, retryAfterMs } = rejection as { code?: string; status?: number; retryAfterMs?: number }
  return [code, status, retryAfterMs]
}

test('PAP-6.1 an answer that makes no sense is kept as a sample of five hundred letters, and no more', async (t) => {
  const { asking } = await openDesk(t, {
    '/10.5555%2F1': { body: `{"is_oa": "perhaps", "x": "${'y'.repeat(2_000)}"}` },
  })
  const unpaywall = sources.find(({ name }) => name === 'unpaywall')

  const answer = await unpaywall?.lookUp(byDoi(1), asking)

  assert.ok(answer?.kind === 'contract-error')
  assert.match(answer.detail, /^is_oa: /)
  assert.equal(answer.sample.length, 500)
})
