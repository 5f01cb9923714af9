import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspectFile } from '../src/apps/papers/importing/inspect-file.ts'
import { readDrafts } from '../src/apps/papers/importing/read-drafts.ts'

const WORDS =
  'analysis of genome protein structure learning deep network models evidence clinical trial quantum climate ocean data large scale observation methods review cell response human'.split(
    ' ',
  )

export const title = 'reading a list, all rules included and the database left out, on one thread'

/** Rows of the list: about 222 bytes each, in 8 columns; made in the temporary folder, and removed. */
const rows = 1_000_000

/** Prints rows per second and peak memory. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'papers-reading-'))
  try {
    const path = join(folder, 'list.csv')
    await writeList(path, rows)
    const { size } = await stat(path)

    const started = performance.now()
    const { plan } = await inspectFile(path)
    const inspected = performance.now()
    let drafts = 0
    let errors = 0
    let peakBytes = 0
    for await (const batch of readDrafts(path, plan)) {
      for (const row of batch.rows) row.kind === 'draft' ? drafts++ : errors++
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
    }
    const ended = performance.now()

    const perSecond = Math.round(rows / ((ended - inspected) / 1000))
    console.log(`list          ${rows} rows, ${(size / 1e6).toFixed(0)} MB`)
    console.log(
      `inspection    ${Math.round(inspected - started)} ms (whole file read once, to be sure of its encoding)`,
    )
    console.log(`reading       ${perSecond} rows/s, ${drafts} drafts, ${errors} errors`)
    console.log(`peak memory   ${(peakBytes / 2 ** 20).toFixed(0)} MiB`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeList(path: string, count: number): Promise<void> {
  const file = createWriteStream(path)
  file.write('title,doi,issn,journal,type,language,published,alternative_id\n')
  let text = ''
  for (let row = 0; row < count; row++) {
    text += listRow(row)
    if (text.length > 1_000_000 || row === count - 1) {
      if (!file.write(text)) await once(file, 'drain')
      text = ''
    }
  }
  file.end()
  await once(file, 'finish')
}

/** Every twentieth title has a comma and is quoted, every fiftieth an accent. */
function listRow(row: number): string {
  const words = Array.from({ length: 11 }, (_, at) => WORDS[(row * (at + 3) + at * 7) % WORDS.length])
  const accent = row % 50 === 0 ? ' naïve' : ''
  const title = `Study ${row}${accent}${row % 20 === 0 ? ',' : ''} ${words.join(' ')}`
  const cell = row % 20 === 0 ? `"${title}"` : title
  const day = String((row % 28) + 1).padStart(2, '0')
  const month = String((row % 12) + 1).padStart(2, '0')
  const journal = `Journal of Applied Literature Collection ${row % 400}`
  return `${cell},10.5555/bench.${row}.${(row * 7919) % 100_003},0028-0836,${journal},journal-article,en,${1990 + (row % 35)}-${month}-${day},PII-S${String(row).padStart(16, '0')}\n`
}
