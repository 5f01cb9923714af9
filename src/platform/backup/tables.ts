/** An archive that this house made, or found in its folder. */
export type ArchiveRow = {
  id: string
  /** Its absolute path, on the machine whose worker made it. */
  file: string
  /** The moment that it holds. */
  made_at: string
  /** A person, `cli`, or `schedule:backup.nightly`. */
  made_by: string
  /** Only what the schedule made is removed by itself. */
  origin: 'schedule' | 'person' | 'found'
  /** Of the program that made it. */
  version: string
  size_bytes: number
  /** Files in it; null where it was found and nobody has read it to its end. */
  file_count: number | null
  /** When it was last restored into a scratch place and compared; null where that never succeeded. */
  verified_at: string | null
  /** Why it cannot be restored, in a sentence; null as far as anybody knows. */
  problem: string | null
  with_secret: 0 | 1
}

declare module '../database/tables.ts' {
  interface Tables {
    backup_archives: ArchiveRow
  }
}
