import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../../platform/platform.ts'
import { draftImport } from '../importing.ts'
import type { ImportRow } from '../tables.ts'

const file = 'landmark-papers.csv'
const largestBytes = 100_000

/** Brings a dozen well-known papers in as a list, to try things with; from there on it is a list like any other. */
export async function draftSampleList(platform: Platform, by: string, ownerId: string | null): Promise<ImportRow> {
  const bytes = createReadStream(join(import.meta.dirname, file))
  const blob = await platform.files.receive(bytes, { maxBytes: largestBytes })
  return draftImport(platform, by, { blob, name: file, ownerId, origin: 'sample' })
}
