import { createHash } from 'node:crypto'
import { z } from 'zod'

export const archiveFormat = 1

/**
 * The names of the parts of an archive, in their order; blobs stand between the database and the manifest. The database
 * is an SQLite file whatever it was copied from, so that either can be restored into either.
 */
export const partNames = {
  label: 'lyceum-backup.json',
  database: 'lyceum.db',
  /** Only where somebody asked for it. */
  secret: 'secret',
  blob: (sha256: string) => `blobs/${sha256}`,
  manifest: 'manifest.json',
  seal: 'manifest.sha256',
} as const

/** The first part, for people and for older programs: which program can read the rest. */
export const Label = z.object({ format: z.number().int(), version: z.string(), createdAt: z.string() })
export type Label = z.infer<typeof Label>

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const Manifest = z.object({
  format: z.literal(archiveFormat),
  version: z.string(),
  createdAt: z.string(),
  /** What the house ran on; a copy from PostgreSQL has nothing to search by until a restore makes it. */
  madeOn: z.enum(['sqlite', 'postgres']).default('sqlite'),
  /** Schema steps of the database, such as `papers/0001-papers`. */
  steps: z.array(z.string()),
  /** Rows of each table. */
  counts: z.record(z.string(), z.number().int()),
  entries: z.array(z.object({ name: z.string(), sizeBytes: z.number().int(), sha256 })),
  /** Commands that install again what an archive does not hold, such as plugins. */
  installed: z.array(z.string()).default([]),
  /** Blobs that the database names and the store no longer had. */
  missing: z.array(sha256),
  /** Blobs that were not what their name says when they were copied; a restore leaves them out. */
  damaged: z.array(sha256),
})
export type Manifest = z.infer<typeof Manifest>

/** The last part: what the manifest must hash to. */
export const sealOf = (manifest: Uint8Array): string =>
  `${createHash('sha256').update(manifest).digest('hex')}  ${partNames.manifest}\n`
