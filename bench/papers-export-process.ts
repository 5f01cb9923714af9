import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportAsCsv } from '../src/apps/papers/exporting/csv.ts'
import { everyPaper } from '../src/apps/papers/searching/paper-filter.ts'
import { fillPapers, openBenchHouse } from './papers-house.ts'

const limitS = 30
/** The first tenth warms up what is compiled and cached; from then on memory stays where it is. */
const sampleEveryRows = 1_000

await measure(Number(process.argv[2]))

/** Prints seconds, rows per second, and memory after a tenth and at the end. */
async function measure(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-export-'))
  try {
    const house = await openBenchHouse(folder, (raw) => fillPapers(raw, rows))
    globalThis.gc?.()
    const before = process.cpuUsage()
    const startedMs = performance.now()
    let written = 0
    let bytes = 0
    let afterTenth = 0
    let peak = 0
    for await (const piece of exportAsCsv(house.platform.database, everyPaper)) {
      bytes += Buffer.byteLength(piece)
      written += piece.split('\n').length - 1
      if (written % sampleEveryRows < 500) peak = Math.max(peak, process.memoryUsage.rss())
      if (afterTenth === 0 && written >= rows / 10) afterTenth = peak
    }
    const seconds = (performance.now() - startedMs) / 1_000
    const { user, system } = process.cpuUsage(before)
    const busySeconds = (user + system) / 1_000_000
    const mib = (size: number): string => `${Math.round(size / 2 ** 20)} MiB`
    console.log(`rows          ${(written - 1).toLocaleString('en-GB')}, ${mib(bytes)}`)
    console.log(`time          ${seconds.toFixed(1)} s, ${Math.round(rows / seconds).toLocaleString('en-GB')} rows/s`)
    // Others may use the machine too.
    const verdict = Math.min(seconds, busySeconds) <= limitS ? 'holds' : 'TOO SLOW'
    console.log(`processor     ${busySeconds.toFixed(1)} s, at most ${limitS}: ${verdict}`)
    console.log(`memory        ${mib(afterTenth)} after a tenth, ${mib(peak)} at most`)
    await house.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
