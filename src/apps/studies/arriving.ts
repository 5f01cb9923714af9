import { randomUUIDv7 } from 'node:crypto'
import type { Person } from '../../platform/accounts/person.ts'
import { UserError } from '../../platform/errors.ts'
import { shownName } from '../../platform/files/names.ts'
import type { Platform } from '../../platform/platform.ts'
import type { FormatChoice } from './checking/checking.ts'
import { deleteUpload, insertPart, insertUpload, listParts, listUploads } from './queries/files.ts'
import { demandBytes } from './quotas.ts'
import { largestFileSetting } from './settings.ts'
import type { StudyRow, UploadPartRow, UploadRow } from './tables.ts'
import { type Arrived, addBlob } from './uploading.ts'

/** Small enough to be sent again after a lost connection, large enough that there are few of them. */
export const partBytes = 8 * 1024 * 1024
const mostUploads = 20

export type Begun = Readonly<{ name: string; size: number; sha256?: string | undefined }>

/**
 * Begins a file that comes in parts, or goes on with one that was begun: room is looked for before the first byte.
 *
 * @throws UserError `studies.quota`, `studies.too-large`, `studies.many-uploads`
 */
export async function beginUpload(
  platform: Platform,
  person: Person,
  study: StudyRow,
  begun: Begun,
): Promise<UploadRow> {
  const name = shownName(begun.name)
  const open = await listUploads(platform.db, study.id, person.id)
  const same = open.find(
    (one) => one.name === name && one.size_bytes === begun.size && one.sha256 === (begun.sha256 ?? null),
  )
  if (same) return same
  if (open.length >= mostUploads)
    throw new UserError(
      'too-many',
      'studies.many-uploads',
      'There are 20 files on their way already. Finish or remove one.',
    )
  const most = await platform.settings.get(platform.db, largestFileSetting)
  if (begun.size > most * 1e6)
    throw new UserError('too-large', 'studies.too-large', `Files of more than ${most} MB are not taken.`)
  const row: UploadRow = {
    id: randomUUIDv7(),
    study_id: study.id,
    owner_id: person.id,
    name,
    size_bytes: begun.size,
    sha256: begun.sha256 ?? null,
    part_bytes: partBytes,
    created_at: platform.now(),
  }
  await platform.db.transaction().execute(async (tx) => {
    if (study.is_sample === 0) await demandBytes(platform, tx, study.owner_id, begun.size)
    await insertUpload(tx, row)
  })
  return row
}

/** Keeps one part; one that is there already is kept as it is. @throws UserError `studies.part` for one of the wrong size. */
export async function takePart(
  platform: Platform,
  upload: UploadRow,
  number: number,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const blob = await platform.files.receive(bytes, { maxBytes: upload.part_bytes })
  if (number >= partCount(upload) || blob.sizeBytes !== sizeOfPart(upload, number))
    throw new UserError('invalid', 'studies.part', 'A part of the file did not arrive whole. It is sent again.')
  await platform.db.transaction().execute(async (tx) => {
    const about = { name: `${upload.name}.part`, mediaType: 'application/octet-stream', dataType: 'studies/part' }
    const stored = await platform.files.record(tx, blob, { ...about, ownerId: upload.owner_id, origin: 'upload' })
    const isNew = await insertPart(tx, { upload_id: upload.id, number, file_id: stored.id, size_bytes: blob.sizeBytes })
    if (!isNew) await platform.files.remove(tx, stored.id)
  })
}

/**
 * Puts the parts together, and takes the file into the study. What is refused for its content is gone afterwards.
 *
 * @throws UserError `studies.parts-missing`, `studies.hash`
 */
export async function finishUpload(
  platform: Platform,
  person: Person,
  study: StudyRow,
  upload: UploadRow,
  { choice, sha256 }: Readonly<{ choice: FormatChoice; sha256?: string | undefined }>,
): Promise<Arrived> {
  const parts = await listParts(platform.db, upload.id)
  if (parts.length < partCount(upload))
    throw new UserError(
      'conflict',
      'studies.parts-missing',
      `${parts.length} of ${partCount(upload)} parts are here. Send the others first.`,
    )
  const blob = await platform.files.receive(wholeOf(platform, parts), { maxBytes: upload.size_bytes })
  if ([upload.sha256, sha256].some((said) => said != null && said !== blob.sha256)) {
    await dropUpload(platform, upload)
    throw new UserError('conflict', 'studies.hash', 'What arrived is not what was sent. Please send the file again.')
  }
  await dropUpload(platform, upload)
  return addBlob(platform, person, study, blob, { name: upload.name, choice })
}

export async function dropUpload(platform: Platform, upload: UploadRow): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    for (const part of await listParts(tx, upload.id)) await platform.files.remove(tx, part.file_id)
    await deleteUpload(tx, upload.id)
  })
}

async function* wholeOf({ db, files }: Platform, parts: readonly UploadPartRow[]): AsyncGenerator<Uint8Array> {
  for (const { file_id: id } of parts) {
    const stored = await files.find(db, id)
    if (!stored) throw new UserError('gone', 'studies.part', 'A part of the file is gone. Please send the file again.')
    yield* files.read(stored.sha256)
  }
}

export const partCount = ({ size_bytes: size, part_bytes: part }: UploadRow): number =>
  Math.max(1, Math.ceil(size / part))

const sizeOfPart = (upload: UploadRow, number: number): number =>
  number === partCount(upload) - 1 ? upload.size_bytes - number * upload.part_bytes : upload.part_bytes
