import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** `access`: every answer of the web server. `error`: what is odd or wrong. `operation`: everything else that happened. */
export const logKinds = ['access', 'error', 'operation'] as const
export type LogKind = (typeof logKinds)[number]

/** Times in days, sizes in bytes; all for one kind. */
export type LogLimits = Readonly<{ fileBytes: number; filesKept: number; daysKept: number }>

const usualLogLimits: LogLimits = { fileBytes: 10 * 1024 ** 2, filesKept: 20, daysKept: 14 }

export type LogFile = Readonly<{
  /** One or more whole lines, each with its end. */
  write: (lines: string) => void
  close: () => void
}>

const dayMs = 24 * 3600_000
/** How often a file is looked at that others may have filled, or taken away. */
const lookEveryMs = 1_000

/**
 * Appends to `kind-DAY.NNNN.jsonl`, and to the next number where that is full. Nothing is ever renamed: any number of
 * threads and processes write whole lines to the same file, and each turns to the next one by itself. Where nothing can be
 * written, lines are lost, the house goes on, and the first line that can be written again says how many.
 */
export function openLogFile(
  folder: string,
  kind: LogKind,
  limits: LogLimits = usualLogLimits,
  now: () => number = Date.now,
): LogFile {
  let file: number | undefined
  let day = ''
  let sizeBytes = 0
  let lookedAtMs = Number.NEGATIVE_INFINITY
  let lost = 0
  /** The last write ended in the middle of a line. */
  let isTorn = false

  function close(): void {
    if (file !== undefined) closeSync(file)
    file = undefined
  }

  /** Stays with the file it has where there is no other to be had. */
  function turn(): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    forgetOld(folder, kind, limits, now())
    const next = openSync(join(folder, nameFor(folder, kind, dayOf(now()), limits)), 'a', 0o600)
    close()
    file = next
    day = dayOf(now())
    sizeBytes = fstatSync(next).size
  }

  function look(): true {
    lookedAtMs = now()
    const { size, nlink } = file === undefined ? { size: 0, nlink: 0 } : fstatSync(file)
    sizeBytes = size
    // One that refused a line may be of no more use, such as one on a server that went away.
    if (nlink === 0 || lost > 0 || size >= limits.fileBytes || day !== dayOf(now())) turn()
    return true
  }

  function write(lines: string): void {
    const waitedMs = now() - lookedAtMs
    const isDue = waitedMs >= lookEveryMs || waitedMs < 0 || sizeBytes >= limits.fileBytes
    // Where there is no file to turn to, it is tried again a second later, not at each line.
    if (isDue && !attempt(look)) sizeBytes = 0
    const before = `${isTorn ? '\n' : ''}${lost > 0 ? lostLine(lost, now()) : ''}`
    const bytes = Buffer.from(before + lines)
    const written = attempt(() => (file === undefined ? 0 : writeSync(file, bytes))) ?? 0
    sizeBytes += written
    if (written === bytes.length) {
      lost = 0
      isTorn = false
      return
    }
    lost += lines.split('\n').length - 1
    if (written > 0) isTorn = true
  }

  return { write, close }
}

/** Gathers lines for a moment and writes them together: for many that are of no great weight one by one. */
export function gatherLines(file: LogFile, forMs = 200, upToBytes = 32 * 1024): LogFile {
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting !== '') file.write(waiting)
    waiting = ''
  }
  return {
    write: (lines) => {
      waiting += lines
      if (waiting.length >= upToBytes) flush()
      else timer ??= setTimeout(flush, forMs).unref()
    },
    close: () => {
      flush()
      file.close()
    },
  }
}

/** What the file system refuses is no reason to stop; a mistake of ours is. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const lostLine = (lines: number, ms: number): string =>
  `${JSON.stringify({ time: new Date(ms).toISOString(), level: 'warn', msg: 'log lines were lost', lines, pid: process.pid })}\n`

/** The latest file of the day, or the one after it where that is full. */
function nameFor(folder: string, kind: LogKind, day: string, { fileBytes }: LogLimits): string {
  const latest = namesOf(folder, kind).findLast((name) => name.startsWith(`${kind}-${day}.`))
  const isFull = latest !== undefined && statSync(join(folder, latest)).size >= fileBytes
  const number = Number(latest?.split('.')[1] ?? 1) + (isFull ? 1 : 0)
  return `${kind}-${day}.${String(number).padStart(4, '0')}.jsonl`
}

/** Leaves room for the one that comes next. */
function forgetOld(folder: string, kind: LogKind, { filesKept, daysKept }: LogLimits, nowMs: number): void {
  const names = namesOf(folder, kind)
  const oldestDay = dayOf(nowMs - (daysKept - 1) * dayMs)
  const old = names.filter((name, n) => n <= names.length - filesKept || name.slice(kind.length + 1) < oldestDay)
  for (const name of old) attempt(() => rmSync(join(folder, name), { force: true }))
}

/** Oldest first. Files that are not ours are left alone. */
const namesOf = (folder: string, kind: LogKind): string[] =>
  readdirSync(folder)
    .filter((name) => ourName.exec(name)?.[1] === kind)
    .sort()

const ourName = /^([a-z]+)-\d{4}-\d{2}-\d{2}\.\d{4}\.jsonl$/
