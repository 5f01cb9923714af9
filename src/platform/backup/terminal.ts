import { createInterface } from 'node:readline/promises'
import { readableSize } from '../files/disk-errors.ts'
import type { Progress } from './backing-up.ts'

const stepWords: Readonly<Record<string, string>> = { database: 'Database', files: 'Files', reading: 'Reading' }
/** Often enough for an eye. */
const everyMs = 200

/** One line that tells how far a command is; where nobody looks, none. */
export function openProgressLine(): { show: Progress; clear: () => void } {
  const { stderr } = process
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} }
  let shownAt = 0
  return {
    show: (step, done, total) => {
      if (performance.now() - shownAt < everyMs) return
      shownAt = performance.now()
      const share = total === null ? '…' : `${readableSize(done)} of ${readableSize(total)}`
      stderr.write(`\r\u001b[K${stepWords[step] ?? step}  ${share}`)
    },
    clear: () => stderr.write('\r\u001b[K'),
  }
}

/** False where nobody can be asked, and for every answer but yes. */
export async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
