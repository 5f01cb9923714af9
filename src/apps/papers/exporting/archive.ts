import type { Readable } from 'node:stream'
import { type ZipWriter, zipWith } from '../../../platform/archives/writing.ts'
import { csvLine } from '../../../platform/csv.ts'
import type { Platform } from '../../../platform/platform.ts'
import { paperFileName } from '../file-names.ts'
import { filesOfMany } from '../queries/files.ts'
import type { PaperFilter } from '../searching/paper-filter.ts'
import type { PaperFileRow, PaperRow } from '../tables.ts'
import { papersInPages } from './exported.ts'

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'text/html': 'html',
  'application/xml': 'xml',
  'text/xml': 'xml',
}
const manifestColumns = [
  'file',
  'paper',
  'doi',
  'title',
  'version',
  'license',
  'source',
  'address',
  'use_note',
  'fetched',
  'sha256',
  'bytes',
]

/**
 * The files of all papers of a filter as one ZIP, made while it is sent, with a list of what is in it.
 */
export const archiveOfPapers = (platform: Platform, filter: PaperFilter): Readable =>
  zipWith((zip) => addFiles(platform, filter, zip))

async function addFiles(platform: Platform, filter: PaperFilter, zip: ZipWriter): Promise<void> {
  const names = new Set<string>()
  let manifest = `\ufeff${csvLine(manifestColumns)}`
  for await (const papers of papersInPages(platform.database, filter)) {
    const files = await filesOfMany(
      platform.db,
      papers.map(({ id }) => id),
    )
    for (const paper of papers) {
      for (const file of files.get(paper.id) ?? []) {
        const name = freeName(names, paperFileName(paper, extensions[file.media_type] ?? 'bin'))
        zip.stream(name, () => platform.files.read(file.sha256), { sizeBytes: file.size_bytes, isPacked: true })
        manifest += manifestLine(name, paper, file)
      }
    }
  }
  zip.text('manifest.csv', manifest)
}

const manifestLine = (name: string, { id, doi, title }: PaperRow, file: PaperFileRow): string =>
  csvLine([
    name,
    id,
    doi,
    title,
    file.version,
    file.license,
    file.source,
    file.final_url,
    file.use_note,
    file.fetched_at,
    file.sha256,
    file.size_bytes,
  ])

/** A second file of a paper gets a number. */
function freeName(names: Set<string>, wished: string): string {
  let name = wished
  for (let n = 2; names.has(name); n++) name = wished.replace(/(\.\w+)$/, `_${n}$1`)
  names.add(name)
  return name
}
