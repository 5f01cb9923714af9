import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import type { JobRun } from './running.ts'
import { type LogNote, type ProgressNote, saveLines, saveProgress } from './statements/notes.ts'

const longestLineBytes = 8_192
const linesKeptPerRun = 10_000
const linesPerSave = 2_000

/** Progress and log lines on their way to the database: kept here for a moment, so that a busy job costs few writes. */
export type Notes = Readonly<{
  progress: (run: JobRun, value: number, total: number | null, step?: string, sentence?: string) => void
  line: (run: JobRun, level: string, line: string) => void
  /** Stores what has come since the last time, unflushed, and answers the ids of the jobs it was about. */
  save: () => Promise<readonly string[]>
  /**
   * For a transaction that is about to end jobs: lines of an older start are not taken once a new one began. What was
   * taken and could not be stored is given back.
   */
  take: () => Taken
  store: (tx: Db, taken: Taken) => Promise<void>
  giveBack: (taken: Taken) => void
}>

export type Taken = Readonly<{
  progress: ReadonlyMap<JobRun, ProgressNote>
  lines: readonly LogNote[]
  /** The jobs that it is about. */
  ids: readonly string[]
}>

export function openNotes(database: Database, now: () => string): Notes {
  const progress = new Map<JobRun, ProgressNote>()
  const counts = new WeakMap<JobRun, number>()
  let lines: LogNote[] = []
  const hasSome = () => progress.size > 0 || lines.length > 0

  const take = (): Taken => {
    const taken = { progress: new Map(progress), lines: lines.slice(0, linesPerSave) }
    progress.clear()
    lines = lines.slice(linesPerSave)
    return { ...taken, ids: [...new Set([...taken.progress.values(), ...taken.lines].map((note) => note.id))] }
  }

  const store = async (tx: Db, taken: Taken): Promise<void> => {
    if (taken.progress.size > 0) await saveProgress(tx, database.kind, [...taken.progress.values()])
    if (taken.lines.length > 0) await saveLines(tx, database.kind, taken.lines)
  }

  /** What was said meanwhile is later. */
  const giveBack = (taken: Taken): void => {
    for (const [run, note] of taken.progress) if (!progress.has(run)) progress.set(run, note)
    lines = [...taken.lines, ...lines]
  }

  return {
    progress: (run, value, total, step, sentence) => {
      if (run.isGivenUp) return
      progress.set(run, {
        ...holding(run),
        value: finite(value) ?? 0,
        total: finite(total),
        step: shortened(step),
        sentence: shortened(sentence),
      })
    },

    line: (run, level, line) => {
      const seq = (counts.get(run) ?? 0) + 1
      if (run.isGivenUp || seq > linesKeptPerRun) return
      counts.set(run, seq)
      const text = seq === linesKeptPerRun ? 'Further lines are left out.' : clipped(line)
      lines.push({ ...holding(run), seq, level, line: text, created_at: now() })
    },

    save: async () => {
      if (!hasSome()) return []
      const taken = take()
      try {
        await database.unflushed((tx) => store(tx, taken))
        return taken.ids
      } catch (error) {
        giveBack(taken)
        throw error
      }
    },
    take,
    store,
    giveBack,
  }
}

const holding = (run: JobRun) => ({ id: run.row.id, epoch: run.row.lease_epoch })

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

const shortened = (text: string | undefined): string | null => (text === undefined ? null : text.slice(0, 500))

/** PostgreSQL has no text with a zero in it, and neither has a terminal use for one. */
function clipped(line: string): string {
  const text = line.replaceAll('\u0000', '\ufffd')
  if (Buffer.byteLength(text) <= longestLineBytes) return text
  return `${Buffer.from(text)
    .subarray(0, longestLineBytes - 3)
    .toString('utf8')
    .replace(/\ufffd$/, '')}…`
}
