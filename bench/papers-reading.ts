import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspectFile } from '../src/apps/papers/importing/inspect-file.ts'
import { readDrafts } from '../src/apps/papers/importing/read-drafts.ts'
import { writeList } from './papers-list.ts'

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
