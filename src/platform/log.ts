import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import type { Config } from '../config.ts'
import { causeNow } from './log-cause.ts'
import { openLogFile } from './log-files.ts'
import { asJsonLine, asShortLine, type LogEntry, tidyEntry } from './log-lines.ts'

/** Where lines go beside the files: `short` to people, from info on; `quiet` only what is odd or worse. */
export type LogTerminal = 'short' | 'quiet' | 'none'

/** What the thread that writes is there for. */
export type LogRole = 'web' | 'worker' | 'command'

const least: Record<LogTerminal, number> = { short: 30, quiet: 40, none: Number.POSITIVE_INFINITY }
const warn = 40

/**
 * The log of one thread: JSON lines in `logs/` below the instance, and short lines on standard error. What is odd or wrong
 * stands in `error-…`, all else in `operation-…`; the answers of the web server have a file of their own
 * (`web/access-log.ts`). Secrets are masked, control characters escaped, no line is longer than 8 KB, and each names the
 * request or job it goes back to.
 */
export function openLog(
  config: Pick<Config, 'instance' | 'logLevel'> & Partial<Pick<Config, 'smtpUrl' | 'databaseUrl'>>,
  options: {
    secrets?: readonly string[]
    terminal?: LogTerminal
    role?: LogRole
    onEntry?: (entry: LogEntry) => void
  } = {},
): Logger {
  const { secrets = [], terminal = 'none', role = 'command' } = options
  const folder = join(config.instance, 'logs')
  const files = { error: openLogFile(folder, 'error'), operation: openLogFile(folder, 'operation') }
  const hidden = [...secrets, ...passwordsOf(config.smtpUrl), ...passwordsOf(config.databaseUrl)]
  const write = (line: string): void => {
    const entry = tidyEntry(line, hidden)
    files[entry.level >= warn ? 'error' : 'operation'].write(asJsonLine(entry))
    options.onEntry?.(entry)
    if (entry.level >= least[terminal]) process.stderr.write(asShortLine(entry, process.stderr.isTTY))
  }
  const base = { host: hostname(), pid: process.pid, role }
  return pino({ level: config.logLevel, base, mixin: () => ({ ...causeNow() }) }, { write })
}

function passwordsOf(address: string | undefined): string[] {
  if (address === undefined) return []
  const password = URL.parse(address)?.password ?? ''
  return password === '' ? [] : [password, decodeURIComponent(password)]
}
