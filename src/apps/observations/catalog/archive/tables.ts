/** What the public services answered last, by what was asked. */
export type ArchiveAnswerRow = {
  question: string
  /** The rows as JSON. */
  answer_json: string
  /** Good until then; UTC ISO text. */
  expires_at: string
}

declare module '../../../../platform/database/tables.ts' {
  interface Tables {
    observations_archive_answers: ArchiveAnswerRow
  }
}
