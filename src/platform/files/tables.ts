/** A name that somebody gave to bytes; several may name the same ones. */
export type FileRow = {
  id: string
  sha256: string
  size_bytes: number
  name: string
  media_type: string
  data_type: string
  /** A person; null for files of the house. */
  owner_id: string | null
  origin: string
  created_at: string
}

/** Bytes that are or were named by a file. */
export type FileBlobRow = {
  sha256: string
  size_bytes: number
  created_at: string
  /** When its last file was removed; null while there is one. */
  released_at: string | null
}

declare module '../database/tables.ts' {
  interface Tables {
    files: FileRow
    files_blobs: FileBlobRow
  }
}
