import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import type { Config } from '../config.ts'
import { openLogFile } from './log-file.ts'
import { asJsonLine, asShortLine, tidyEntry } from './log-lines.ts'

/** Where lines go beside the file: `short` to people, from info on; `quiet` only what is odd or worse. */
export type LogTerminal = 'short' | 'quiet' | 'none'

const least: Record<LogTerminal, number> = { short: 30, quiet: 40, none: Number.POSITIVE_INFINITY }

/**
 * The log of one process: JSON lines in `logs/` below the instance, one file a day, and short lines on standard error.
 * Secrets are masked, control characters escaped, and no line is longer than 8 KB.
 */
export function openLog(
  config: Pick<Config, 'instance' | 'logLevel' | 'smtpUrl'>,
  { secrets = [], terminal = 'none' }: { secrets?: readonly string[]; terminal?: LogTerminal } = {},
): Logger {
  const file = openLogFile(join(config.instance, 'logs'))
  const hidden = [...secrets, ...passwordsOf(config.smtpUrl)]
  const write = (line: string): void => {
    const entry = tidyEntry(line, hidden)
    file.write(asJsonLine(entry))
    if (entry.level >= least[terminal]) process.stderr.write(asShortLine(entry, process.stderr.isTTY))
  }
  return pino({ level: config.logLevel, base: { pid: process.pid } }, { write })
}

function passwordsOf(address: string | undefined): string[] {
  if (address === undefined) return []
  const { password } = new URL(address)
  return password === '' ? [] : [password, decodeURIComponent(password)]
}
