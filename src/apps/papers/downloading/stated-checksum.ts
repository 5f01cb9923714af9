import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Rejection } from './rejection.ts'

/**
 * Whether the bytes are those that the source has a checksum of. MD5 is what stores state; it tells a broken file from a
 * whole one, which is all that is asked of it here: nothing is trusted because of it.
 *
 * @param md5 hex; null where it states none.
 */
export async function checkSum(path: string, md5: string | null): Promise<Rejection | null> {
  if (md5 === null) return null
  const hash = createHash('md5')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  if (hash.digest('hex') === md5) return null
  return { code: 'truncated', detail: 'The file does not have the checksum that its source states.' }
}
