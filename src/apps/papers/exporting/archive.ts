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

type Entry = Readonly<{ name: string; paper: PaperRow; file: PaperFileRow }>
const manifestColumns: readonly (readonly [name: string, of: (entry: Entry) => string | number | null])[] = [
  ['file', ({ name }) => name],
  ['paper', ({ paper }) => paper.id],
  ['doi', ({ paper }) => paper.doi],
  ['title', ({ paper }) => paper.title],
  ['version', ({ file }) => file.version],
  ['license', ({ file }) => file.license],
  ['source', ({ file }) => file.source],
  ['address', ({ file }) => file.final_url],
  ['use_note', ({ file }) => file.use_note],
  ['fetched', ({ file }) => file.fetched_at],
  ['sha256', ({ file }) => file.sha256],
  ['bytes', ({ file }) => file.size_bytes],
]

/**
 * The files of all papers of a filter as one ZIP, made while it is sent, with a list of what is in it.
 */
export const archiveOfPapers = (platform: Platform, filter: PaperFilter): Readable =>
  zipWith((zip) => addFiles(platform, filter, zip))

async function addFiles(platform: Platform, filter: PaperFilter, zip: ZipWriter): Promise<void> {
  const names = new Set<string>()
  let manifest = `\ufeff${csvLine(manifestColumns.map(([column]) => column))}`
  for await (const papers of papersInPages(platform.database, filter)) {
    const files = await filesOfMany(
      platform.db,
      papers.map(({ id }) => id),
    )
    for (const paper of papers) {
      for (const file of files.get(paper.id) ?? []) {
        const name = freeName(names, paperFileName(paper, extensions[file.media_type] ?? 'bin'))
        zip.stream(name, () => platform.files.read(file.sha256), { sizeBytes: file.size_bytes, isPacked: true })
        manifest += csvLine(manifestColumns.map(([, of]) => of({ name, paper, file })))
      }
    }
  }
  zip.text('manifest.csv', manifest)
}

/** A second file of a paper gets a number. */
function freeName(names: Set<string>, wished: string): string {
  let name = wished
  for (let n = 2; names.has(name); n++) name = wished.replace(/(\.\w+)$/, `_${n}$1`)
  names.add(name)
  return name
}
