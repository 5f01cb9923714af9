import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ImportFigures } from './import-process.ts'
import { writeList } from './papers-list.ts'

export const title = 'PAP-A1 PAP-A2 PAP-A3 import of a list with all rules, against the bare insert with a unique key'

/** As `bin/lyceum` starts the house. */
const houseFlags = ['--max-semi-space-size=2', '--v8-pool-size=1', '--max-old-space-size=1024']

/** Rows of the list: about 222 bytes each, in 8 columns. */
const defaultRows = 1_000_000

/** Prints rows per second, peak memory of the process and how long a page's queries take meanwhile. */
export async function run(rows = defaultRows): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-import-'))
  try {
    const path = join(folder, 'list.csv')
    await writeList(path, rows)
    const bare = await bareLoop(path, join(folder, 'bare.db'))
    const ours = await wholeImport(path, folder)
    console.log(`list                ${rows.toLocaleString('en-GB')} rows in 8 columns`)
    console.log(
      `bare insert         ${perSecond(rows, bare.ms)} rows/s (node:sqlite, unique key, no rules, one thread)`,
    )
    console.log(
      `import, all rules   ${perSecond(rows, ours.ms)} rows/s, ${Math.round((bare.ms / ours.ms) * 100)} % of it`,
    )
    console.log(
      `of the processor    ${(ours.writingMs / 1_000).toFixed(1)} s in the thread that writes, ${((ours.writingMs * 1_000) / rows).toFixed(1)} µs a row`,
    )
    console.log(`peak memory         ${ours.peakMb} MB, whole process (${ours.idleMb} MB before it begins)`)
    console.log(
      `a page meanwhile    p50 ${ours.p50} ms, p95 ${ours.p95} ms, worst ${ours.worst} ms (count, 50 rows, word search)`,
    )
    console.log(`a write meanwhile   p50 ${ours.writeP50} ms, p95 ${ours.writeP95} ms, worst ${ours.writeWorst} ms`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What remains when all rules are left away: lines split at commas, one prepared insert, a commit each thousand rows. */
async function bareLoop(path: string, file: string): Promise<{ ms: number }> {
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal; pragma synchronous = full')
  database.exec(
    'create table papers (id integer primary key, title, doi text unique, issn, journal, type, language, published, alternative_id)',
  )
  const insert = database.prepare(
    'insert or ignore into papers (title, doi, issn, journal, type, language, published, alternative_id) values (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const started = performance.now()
  let rest = ''
  let inBatch = 0
  database.exec('begin')
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const cells = line.split(',')
      insert.run(...(cells.length === 8 ? cells : [cells.slice(0, -7).join(','), ...cells.slice(-7)]))
      if (++inBatch % 1_000 === 0) database.exec('commit; begin')
    }
  }
  database.exec('commit')
  const ms = performance.now() - started
  database.close()
  rmSync(file)
  return { ms }
}

/** In a process of its own, so that its memory is that of the import alone. */
async function wholeImport(path: string, folder: string): Promise<ImportFigures> {
  const child = fork(new URL('./import-process.ts', import.meta.url), [path, folder], { execArgv: houseFlags })
  const [figures] = await once(child, 'message')
  return figures
}

const perSecond = (rows: number, ms: number): string => Math.round(rows / (ms / 1000)).toLocaleString('en-GB')

if (import.meta.main) await run(Number(process.argv[2] ?? defaultRows))
