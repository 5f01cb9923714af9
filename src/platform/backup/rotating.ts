import type { ArchiveRow } from './tables.ts'

/** Of how many days, weeks and months the latest is kept. */
export type Keep = Readonly<{ daily: number; weekly: number; monthly: number }>

type Candidate = Pick<ArchiveRow, 'id' | 'made_at' | 'verified_at' | 'origin'>

/**
 * Which archives have had their time: of those that the schedule made, all but the latest verified one of each kept day,
 * week and month. One that was not verified counts for nothing, and stays until a later one was. While there is a
 * verified archive, a verified one is left.
 */
export function archivesToRemove(archives: readonly Candidate[], keep: Keep, timezone: string): string[] {
  const newestFirst = archives.toSorted((a, b) => (a.made_at < b.made_at ? 1 : -1))
  const verified = newestFirst.filter((archive) => archive.verified_at !== null)
  const dayOf = dayIn(timezone)
  const kept = new Set([
    ...latestOfEach(verified, ({ made_at }) => dayOf(made_at), keep.daily),
    ...latestOfEach(verified, ({ made_at }) => weekOf(dayOf(made_at)), keep.weekly),
    ...latestOfEach(verified, ({ made_at }) => dayOf(made_at).slice(0, 7), keep.monthly),
    ...verified.slice(0, 1).map(({ id }) => id),
  ])
  const isOver = ({ id, verified_at, made_at }: Candidate): boolean =>
    verified_at === null ? made_at < (verified[0]?.made_at ?? '') : !kept.has(id)
  return newestFirst.filter((archive) => archive.origin === 'schedule' && isOver(archive)).map(({ id }) => id)
}

function latestOfEach(newestFirst: readonly Candidate[], periodOf: (one: Candidate) => string, most: number): string[] {
  const latest = new Map<string, string>()
  for (const archive of newestFirst) {
    const period = periodOf(archive)
    if (!latest.has(period) && latest.size < most) latest.set(period, archive.id)
  }
  return [...latest.values()]
}

/** `2026-03-01`, as the calendar of the house has it. */
function dayIn(timezone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' })
  return (at) => format.format(new Date(at))
}

/** The Monday of its week. */
function weekOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}
