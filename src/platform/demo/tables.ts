/** A piece of the sample data that was loaded, or is being made. */
export type DemoPieceRow = {
  /** `part.noun`. */
  name: string
  /** What the app calls the thing; null while it is being made. */
  thing_id: string | null
  /** A person's id. */
  made_for: string
  /** Since when it is there, or being made. UTC ISO text. */
  made_at: string
}

declare module '../database/tables.ts' {
  interface Tables {
    demo_pieces: DemoPieceRow
  }
}
