import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import type { Source } from '../entities.ts'

/** A file as `context.open` gives it, from text or bytes; `pieces` are the sizes of the chunks in which it comes. */
export function sourceOf(
  content: string | Uint8Array,
  contentType: string,
  { name = 'sample', pieces = [7] }: Readonly<{ name?: string; pieces?: readonly number[] }> = {},
): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = Math.max(1, pieces[turn % pieces.length] ?? 1)
      yield bytes.subarray(at, at + size)
      at += size
    }
  }
  return { name, contentType, stream }
}

/** An archive on the disk, as `context.open` leaves it in the scratch folder. */
export async function archiveOf(t: TestContext, content: AsyncIterable<Uint8Array> | Uint8Array, name = 'archive.zip') {
  const folder = emptyFolder(t)
  const bytes = content instanceof Uint8Array ? content : Buffer.concat(await Array.fromAsync(content))
  const path = join(folder, 'in')
  writeFileSync(path, bytes)
  return { name, path }
}

export const written = async (pieces: AsyncIterable<string>): Promise<string> =>
  (await Array.fromAsync(pieces)).join('')
