import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const daysKept = 14
const nameOf = /^lyceum-\d{4}-\d{2}-\d{2}\.jsonl$/

export type LogFile = Readonly<{ write: (line: string) => void; close: () => void }>

/**
 * One file a day (UTC), the last fourteen kept. Every process and thread appends whole lines, so none has to tell the
 * others when a new day begins. Where the disk is full, lines are lost and the house goes on.
 */
export function openLogFile(folder: string, today = () => new Date().toISOString().slice(0, 10)): LogFile {
  let day = ''
  let file: number | undefined

  const close = (): void => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const turnTo = (newDay: string): void => {
    close()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    file = openSync(join(folder, `lyceum-${newDay}.jsonl`), 'a', 0o600)
    day = newDay
    forgetOld(folder)
  }

  return {
    close,
    write: (line) => {
      try {
        if (today() !== day || file === undefined) turnTo(today())
        if (file !== undefined) writeSync(file, line)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    },
  }
}

function forgetOld(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => nameOf.test(name))
    .sort()
  for (const name of files.slice(0, -daysKept)) rmSync(join(folder, name), { force: true })
}
