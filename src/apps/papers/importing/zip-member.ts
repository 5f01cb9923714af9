import type { FileHandle } from 'node:fs/promises'
import { UserError } from '../../../platform/errors.ts'

/** Where the bytes of the one file inside a ZIP archive lie. */
export interface ZipMember {
  readonly name: string
  readonly isDeflated: boolean
  readonly offset: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly crc: number
}

const TAIL_BYTES = 66_000
const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const MOST_DIRECTORY_BYTES = 4 * 1024 * 1024

/**
 * Finds the only file in an archive. Folders and the notes that macOS adds do not count.
 *
 * @see PKWARE APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16
 * @throws UserError where there are several files, or it is a spreadsheet, encrypted, cut or of an unknown kind.
 */
export async function findOnlyMember(file: FileHandle, size: number): Promise<ZipMember> {
  const entries = (await readDirectory(file, size)).filter(
    ({ name }) => !name.endsWith('/') && !name.startsWith('__MACOSX/'),
  )
  refuseDocuments(entries.map(({ name }) => name))
  const [only, ...others] = entries
  if (only === undefined) throw refusal('papers.file-empty', 'The ZIP archive holds no file.')
  if (others.length > 0) {
    throw refusal(
      'papers.file-is-zip',
      `This is a ZIP archive of ${entries.length} files. Unpack it and upload one list at a time.`,
    )
  }
  if (only.isEncrypted)
    throw refusal(
      'papers.zip-encrypted',
      `The file ${only.name} in the ZIP archive is encrypted. Unpack it and upload the list itself.`,
    )
  if (only.method !== 0 && only.method !== 8)
    throw refusal(
      'papers.zip-method',
      'The ZIP archive is packed in a way that cannot be read here. Unpack it and upload the list itself.',
    )

  const header = await readAt(file, only.headerOffset, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_HEADER) throw damaged()
  const offset = only.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  if (offset + only.packedBytes > size) throw damaged()
  const { name, method, packedBytes, unpackedBytes, crc } = only
  return { name, isDeflated: method === 8, offset, packedBytes, unpackedBytes, crc }
}

interface Entry {
  readonly name: string
  readonly method: number
  readonly isEncrypted: boolean
  readonly headerOffset: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly crc: number
}

async function readDirectory(file: FileHandle, size: number): Promise<Entry[]> {
  const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES))
  const end = tail.lastIndexOf('PK\x05\x06', tail.length, 'latin1')
  if (end === -1 || tail.length - end < 22 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) throw damaged()
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  if (length > MOST_DIRECTORY_BYTES || start + length > size) throw damaged()

  const directory = await readAt(file, start, length)
  const entries: Entry[] = []
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged()
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      unpackedBytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

function refuseDocuments(names: readonly string[]): void {
  const has = (start: string) => names.some((name) => name.startsWith(start))
  if (has('xl/'))
    throw refusal(
      'papers.file-is-xlsx',
      'This is an Excel workbook, not a CSV list. Open it in a spreadsheet program and save it as CSV.',
    )
  if (has('word/') || has('ppt/'))
    throw refusal(
      'papers.file-is-office',
      'This is an office document, not a CSV list. Upload the list itself, as CSV.',
    )
  if (has('mimetype') && has('content.xml'))
    throw refusal(
      'papers.file-is-ods',
      'This is an OpenDocument file, not a CSV list. Open it in a spreadsheet program and save it as CSV.',
    )
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function refusal(code: string, message: string): UserError {
  return new UserError('invalid', code, message)
}

function damaged(): UserError {
  return refusal(
    'papers.file-damaged',
    'The ZIP archive is damaged or cut off. Make it again, or upload the list itself.',
  )
}
