import { randomUUIDv7 } from 'node:crypto'
import { actorOf, type Person } from '../../platform/accounts/person.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Blob } from '../../platform/files/files.ts'
import { shownName } from '../../platform/files/names.ts'
import type { Platform } from '../../platform/platform.ts'
import { noteStudy } from './changing.ts'
import type { FormatChoice } from './checking/checking.ts'
import { checkFile } from './checking/checking-file.ts'
import { type Finding, findingWords, type Made } from './checking/findings.ts'
import { deleteFile, findSame, insertFile } from './queries/files.ts'
import { touchStudy } from './queries/studies.ts'
import { demandBytes, quotasOf } from './quotas.ts'
import { largestFileSetting } from './settings.ts'
import type { FileFormat, StudyFileRow, StudyRow } from './tables.ts'

type Arriving = Readonly<{ name: string; bytes: AsyncIterable<Uint8Array>; choice: FormatChoice }>

/** How a file fared: it is in, or it is not, and why. */
export type Arrived = Readonly<{ name: string; file?: StudyFileRow; findings: readonly Finding[]; refusal?: string }>

/**
 * Takes a file into a study once it was looked at. One with an error is not kept; what is wrong stands in the answer.
 *
 * @throws UserError `studies.quota`, `files.too-large`
 */
export async function addFile(
  platform: Platform,
  person: Person,
  study: StudyRow,
  arriving: Arriving,
): Promise<Arrived> {
  const { used, most } = await quotasOf(platform, platform.db, study.owner_id)
  const largest = (await platform.settings.get(platform.db, largestFileSetting)) * 1e6
  const room = study.is_sample === 1 ? largest : most.bytes - used.bytes
  if (room <= 0)
    throw new UserError(
      'conflict',
      'studies.quota',
      'The storage of this study’s owner is full. Remove something, or ask for more.',
    )
  // A file that is cut off for want of room is told so before it has all arrived.
  const blob = await platform.files.receive(arriving.bytes, { maxBytes: Math.min(largest, Math.max(room, 1)) })
  return addBlob(platform, person, study, blob, arriving)
}

/** The same with bytes that rest in the store already. */
export async function addBlob(
  platform: Platform,
  person: Person,
  study: StudyRow,
  blob: Blob,
  { name, choice, made }: Pick<Arriving, 'name' | 'choice'> & Readonly<{ made?: Made }>,
): Promise<Arrived> {
  const shown = shownName(name)
  const { format, report: found } = await checkFile(platform.files, blob, shown, choice)
  const report = made ? { ...found, made } : found
  if (report.findings.some(({ level }) => level === 'error')) return { name: shown, findings: report.findings }

  return platform.db.transaction().execute(async (tx) => {
    const same = await findSame(tx, study.id, blob.sha256)
    if (same) return { name: shown, findings: [], refusal: `The same file is here already, as “${same.name}”.` }
    if (study.is_sample === 0) await demandBytes(platform, tx, study.owner_id, blob.sizeBytes)
    const file = await record(platform, tx, person, study, blob, { name: shown, format, report })
    return { name: shown, file, findings: report.findings }
  })
}

async function record(
  platform: Platform,
  tx: Db,
  person: Person,
  study: StudyRow,
  blob: Blob,
  { name, format, report }: Readonly<{ name: string; format: FileFormat; report: unknown }>,
): Promise<StudyFileRow> {
  const stored = await platform.files.record(tx, blob, {
    name,
    mediaType: /\.t(?:ar|gz|ar\.gz)$/i.test(name) ? 'application/gzip' : mediaTypes[format],
    dataType: 'studies/file',
    ownerId: study.owner_id,
    origin: 'upload',
  })
  const file: StudyFileRow = {
    id: randomUUIDv7(),
    study_id: study.id,
    file_id: stored.id,
    sha256: blob.sha256,
    size_bytes: blob.sizeBytes,
    name,
    format,
    report_json: JSON.stringify(report),
    added_by: person.id,
    created_at: platform.now(),
  }
  await insertFile(tx, file)
  await touchStudy(tx, study.id, platform.now())
  const details = { sha256: blob.sha256, sizeBytes: blob.sizeBytes }
  await noteStudy(platform, tx, actorOf(person), 'file-added', study, { message: name, details })
  return file
}

/** Takes a file out; runs that used it keep what they made of it, and its hash. */
export async function removeFile(
  platform: Platform,
  person: Person,
  study: StudyRow,
  file: StudyFileRow,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await deleteFile(tx, file.id)
    await platform.files.remove(tx, file.file_id)
    await touchStudy(tx, study.id, platform.now())
    await noteStudy(platform, tx, actorOf(person), 'file-removed', study, { message: file.name })
  })
}

/** A finding in English, for programs and letters; pages say it in the language of the visitor. */
export function sentenceOf({ code, line, column, values = {} }: Finding): string {
  const words = findingWords[code].replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  const place = [line !== undefined && `line ${line}`, column !== undefined && `column ${column}`].filter(Boolean)
  return place.length > 0 ? `${place.join(', ')}: ${words}` : words
}

const mediaTypes: Readonly<Record<FileFormat, string>> = {
  curve: 'text/plain',
  structures: 'application/zip',
  structure: 'chemical/x-pdb',
  table: 'text/plain',
  other: 'application/octet-stream',
}
