import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fillPapers, openBenchHouse, words } from './papers-house.ts'

export const title = 'papers table: requests per second with 100,000 rows'

const rows = 100_000
const rounds = 3
const secondsARound = 4
const connections = 10
/** More different searches than the house remembers tables, so that each is drawn anew. */
const fewFound = Array.from({ length: 500 }, (_, n) => `/papers/list?q=${words[n % words.length]}+${n * 97}+`)
const manyFound = words.flatMap((one) => words.map((other) => `/papers/list?q=${one}+${other}+`))

type Measured = Readonly<{ perSecond: number; p99Ms: number }>

/**
 * The first page and word searches over a real socket, asked by another process with a session cookie, beside a bare
 * server that reads the same rows with the bare driver and puts them into one string.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-table-'))
  try {
    const house = await openHouse(folder)
    const answer = await fetch(`${house.url}/papers/list`, { headers: { cookie: house.cookie, accept: 'text/html' } })
    const bare = await openBare(join(folder, 'lyceum.db'), await answer.text())
    const results = {
      bare: [] as Measured[],
      rows: [] as Measured[],
      page: [] as Measured[],
      few: [] as Measured[],
      many: [] as Measured[],
    }
    // In turns, so that a machine that slows down slows all of them.
    for (let round = 0; round < rounds; round++) {
      results.bare.push(await ask(bare.url, ['/'], ''))
      results.rows.push(await ask(bare.url, ['/rows'], ''))
      results.page.push(await ask(house.url, ['/papers/list'], house.cookie))
      results.few.push(await ask(house.url, fewFound, house.cookie))
      results.many.push(await ask(house.url, manyFound, house.cookie))
    }
    const peer = best(results.bare)
    tell('bare, the same page', peer, peer)
    tell('bare, the rows alone', best(results.rows), peer)
    tell('first page', best(results.page), peer)
    tell('word search, one found', best(results.few), peer)
    tell('word search, thousands found', best(results.many), peer)
    bare.close()
    await house.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function tell(what: string, { perSecond, p99Ms }: Measured, peer: Measured): void {
  const share = `${Math.round((perSecond / peer.perSecond) * 100)} % of bare`
  console.log(
    `${what.padEnd(30)} ${String(Math.round(perSecond)).padStart(6)} requests/s   p99 ${p99Ms.toFixed(1)} ms   ${share}`,
  )
}

const best = (all: readonly Measured[]): Measured => all.reduce((a, b) => (b.perSecond > a.perSecond ? b : a))

async function openHouse(folder: string) {
  const { web, cookie, close } = await openBenchHouse(folder, (raw) => fillPapers(raw, rows))
  return { url: await web.listen({ host: '127.0.0.1', port: 0 }), cookie, close }
}

/**
 * What could not be done with less: prepared queries and one string; no framework, session, language or search. At `/` it
 * puts our page's own frame around the rows, so that as many bytes travel; at `/rows` it sends the rows alone.
 */
async function openBare(file: string, page: string) {
  const raw = new DatabaseSync(file, { readOnly: true })
  const select = raw.prepare(`select seq, id, title, journal, published_on, doi, status, fulltext_state
    from papers where status <> 'deleted' order by seq desc limit 50`)
  const escaped = (text: unknown): string =>
    String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const [before = '', after = ''] = page.split(/<tbody>[\s\S]*<\/tbody>/)
  const server = createServer(({ url }, response) => {
    const isWhole = url === '/'
    let body = isWhole ? `${before}<tbody>` : '<!doctype html><tbody>'
    for (const row of select.all()) {
      body += `<tr id="row-${row.id}"><td><span class="state">${escaped(row.status)}</span></td><th><a href="/papers/list/${row.id}">${escaped(row.title)}</a></th><td>${escaped(row.journal)}</td><td>${escaped(row.published_on)}</td><td><a href="https://doi.org/${escaped(row.doi)}">${escaped(row.doi)}</a></td><td>${escaped(row.fulltext_state)}</td></tr>`
    }
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`${body}</tbody>${isWhole ? after : ''}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    server.closeAllConnections()
    raw.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** Asked by a process of its own, which takes the addresses in turns. */
async function ask(url: string, paths: readonly string[], cookie: string): Promise<Measured> {
  const asker = `import autocannon from 'autocannon'
    const [url, cookie, paths] = JSON.parse(process.argv[1])
    const requests = paths.map((path) => ({ path, headers: { cookie, accept: 'text/html' } }))
    const { requests: { average }, latency: { p99 }, non2xx } =
      await autocannon({ url, requests, connections: ${connections}, duration: ${secondsARound} })
    console.log(JSON.stringify({ perSecond: average, p99Ms: p99, non2xx }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', asker, JSON.stringify([url, cookie, paths])], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const piece of child.stdout) said += piece
  const { perSecond, p99Ms, non2xx } = JSON.parse(said) as Measured & { non2xx: number }
  if (non2xx > 0) throw new Error(`${non2xx} answers of ${url}${paths[0]} were no success.`)
  return { perSecond, p99Ms }
}
