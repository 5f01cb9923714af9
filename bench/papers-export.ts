import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const title = 'PAP-A7 export of 1,000,000 papers as CSV'

/** As `bin/lyceum` starts the house. */
const houseFlags = ['--max-semi-space-size=2', '--v8-pool-size=1', '--max-old-space-size=1024']

/** In a process of its own, whose memory is that of the house. */
export async function run(rows = 1_000_000): Promise<void> {
  const path = join(import.meta.dirname, 'papers-export-process.ts')
  const [code] = await once(fork(path, [String(rows)], { execArgv: houseFlags }), 'exit')
  if (code !== 0) throw new Error(`The export ended with ${code}.`)
}
