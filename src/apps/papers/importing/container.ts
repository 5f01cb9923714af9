import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { UserError } from '../../../platform/errors.ts'
import { refuseOtherFormats } from './formats.ts'
import { findOnlyMember, type ZipMember } from './zip-member.ts'

/** What the list is wrapped in. */
export type Container = { readonly kind: 'plain' } | { readonly kind: 'gzip' } | ({ readonly kind: 'zip' } & ZipMember)

const HEAD_BYTES = 64 * 1024

/**
 * Says what a file really is by its first bytes.
 *
 * @throws UserError where it is empty, or something else than a list in text form, with the name of what it is.
 */
export async function sniffContainer(path: string, fileName: string = basename(path)): Promise<Container> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    if (size === 0)
      throw new UserError('invalid', 'papers.file-empty', `The file ${fileName} is empty: it has 0 bytes.`)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const head = buffer.subarray(0, bytesRead)
    if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'gzip' }
    if (head.toString('latin1', 0, 4) === 'PK\x03\x04' || head.toString('latin1', 0, 4) === 'PK\x05\x06') {
      const member = await findOnlyMember(file, size)
      refuseDisguisedZip(fileName)
      return { kind: 'zip', ...member }
    }
    refuseOtherFormats(head)
    return { kind: 'plain' }
  } finally {
    await file.close()
  }
}

/** A ZIP that calls itself a CSV file was renamed by mistake; its owner should know. */
function refuseDisguisedZip(fileName: string): void {
  if (!/\.(?:csv|tsv|tab|txt)$/i.test(fileName)) return
  throw new UserError(
    'invalid',
    'papers.file-is-zip',
    `${fileName} is a ZIP archive, not a text file. Unpack it, or give it back its name ending in .zip.`,
  )
}
