import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type BenchHouse, fillPapers, openBenchHouse, words } from './papers-house.ts'
import { fillLog } from './papers-log-rows.ts'

export const title = 'PAP-A4 papers table with 1,000,000 papers, and log with 10,000,000 entries: server time of pages'

const asks = 20

/** What is asked, each time a little differently, so that nothing is remembered; and what it may take (p95). */
const pages: readonly (readonly [name: string, limitMs: number, address: (n: number) => string])[] = [
  ['table: first page', 300, (n) => `/papers/list?limit=${[25, 50, 100, 200][n % 4]}&columns=${n}`],
  ['table: failed, by year', 500, (n) => `/papers/list?q=${words[n % words.length]}&status=failed&sort=-year`],
  ['table: a year, by journal', 500, (n) => `/papers/list?year=${1990 + n}&sort=journal`],
  ['table: two words', 500, (n) => `/papers/list?q=${words[n % words.length]}+${words[(n * 5 + 1) % words.length]}`],
  ['table: one paper by its number', 500, (n) => `/papers/list?q=${n * 4_999 + 1}`],
  ['table: a DOI', 500, (n) => `/papers/list?q=10.5555/bench.${n * 977}`],
  [
    'search: words that many have',
    300,
    (n) => `/search?q=${words[n % words.length]}+${words[(n * 5 + 1) % words.length]}`,
  ],
  ['search: the beginning of a word', 300, (n) => `/search?q=${(words[n % words.length] ?? '').slice(0, 3)}`],
  ['search: one paper by its number', 300, (n) => `/search?q=${n * 4_999 + 1}`],
  ['search: a word that nothing has', 300, (n) => `/search?q=nowhere${n}`],
  ['log: first page', 400, (n) => `/papers/log?limit=${[25, 50, 100, 200][n % 4]}&actor=system`],
  ['log: an action that is rare', 400, (n) => `/papers/log?action=papers.edited&limit=${[25, 50, 100, 200][n % 4]}`],
  ['log: warnings of a host', 400, (n) => `/papers/log?status=warning&host=host-${n}.example`],
  ['log: a host and a source', 400, (n) => `/papers/log?host=host-${n}.example&source=unpaywall`],
  ['log: one paper', 400, (n) => `/papers/log?target=papers/paper/${n * 31}`],
  ['log: a day long ago', 400, (n) => `/papers/log?from=2025-0${1 + (n % 9)}-10&until=2025-0${1 + (n % 9)}-10`],
  ['log: a word', 400, (n) => `/papers/log?q=entry+${n}`],
  ['log: a word that never occurs', 400, (n) => `/papers/log?q=nowhere${n}`],
  ['log: what a person did that failed', 400, (n) => `/papers/log?actor=ada&status=error&q=x${n}`],
]

/**
 * Prints p50, p95 and worst of each, through the whole server but for the socket; and the time of the processor, by which
 * it is judged: others may use the machine too.
 */
export async function run(papers = 1_000_000, entries = 10_000_000): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-million-'))
  try {
    const startedMs = performance.now()
    const house = await openBenchHouse(folder, (raw) => {
      fillPapers(raw, papers)
      fillLog(raw, entries)
    })
    console.log(`filled in ${Math.round((performance.now() - startedMs) / 1_000)} s: ${sizeOf(house.raw)}`)
    for (const [name, limitMs, address] of pages) await measure(house, name, limitMs, address)
    await house.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(
  { web, cookie }: BenchHouse,
  name: string,
  limitMs: number,
  address: (n: number) => string,
): Promise<void> {
  const times: number[] = []
  const busy: number[] = []
  for (let n = 0; n < asks; n++) {
    const before = process.cpuUsage()
    const startedMs = performance.now()
    const { statusCode } = await web.inject({ url: address(n), headers: { cookie, accept: 'text/html' } })
    times.push(performance.now() - startedMs)
    const { user, system } = process.cpuUsage(before)
    busy.push((user + system) / 1_000)
    if (statusCode !== 200) throw new Error(`${address(n)} answered ${statusCode}`)
  }
  const [p50, p95, worst] = [at(times, 0.5), at(times, 0.95), at(times, 1)]
  const processor = at(busy, 0.95)
  const verdict = Math.min(p95, processor) <= limitMs ? 'holds' : 'TOO SLOW'
  console.log(
    `${name.padEnd(36)} p50 ${text(p50)}   p95 ${text(p95)}   worst ${text(worst)}   processor p95 ${text(processor)}   at most ${limitMs}: ${verdict}`,
  )
}

const at = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0
const text = (ms: number): string => `${Math.round(ms)} ms`.padStart(7)

const sizeOf = (raw: DatabaseSync): string => {
  const row = raw.prepare('select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()').get()
  return `${(Number(row?.bytes) / 2 ** 30).toFixed(1)} GiB`
}
