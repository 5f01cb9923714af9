import { createHmac, timingSafeEqual } from 'node:crypto'
import type { StoredFile } from '../../../platform/files/files.ts'
import type { Platform } from '../../../platform/platform.ts'
import { absolute, ownPath } from '../links.ts'
import { findFile } from '../queries/files.ts'

/** A file as the runner gives it out. */
export type FileAt = Readonly<{ name: string; dataType: string; contentType: string; stored: StoredFile }>

/** Address at which the runner gives out a file of the house; who knows it may read the file. */
export const addressOf = ({ config, secret }: Platform, fileId: string): string =>
  absolute(config).file(fileId, tagOf(secret, fileId))

/** The file at one of the runner's own addresses; undefined for any other, and without its tag. */
export async function fileAt(platform: Platform, address: string): Promise<FileAt | undefined> {
  const own = URL.parse(ownPath(platform.config, address) ?? '', 'http://x')
  const [, id] = /^\/files\/([\w-]{1,40})\/?$/.exec(own?.pathname ?? '') ?? []
  const tag = own?.searchParams.get('file-id')
  return id === undefined || tag == null ? undefined : fileByTag(platform, id, tag)
}

/** Results of runs go by their number, files that were sent to a plugin by their id. */
export async function fileByTag(platform: Platform, id: string, tag: string): Promise<FileAt | undefined> {
  const { db, files, secret } = platform
  if (!/^\d{1,15}$/.test(id)) {
    const sent = isSame(tagOf(secret, id), tag) ? await files.find(db, id) : undefined
    return sent && { name: sent.name, dataType: sent.dataType, contentType: sent.mediaType, stored: sent }
  }
  const file = await findFile(db, Number(id))
  const stored = file?.file_id && isSame(file.tag, tag) ? await files.find(db, file.file_id) : undefined
  return file && stored && { name: file.name, dataType: file.data_type, contentType: file.content_type, stored }
}

const tagOf = (secret: string, fileId: string): string =>
  createHmac('sha256', secret).update(`plugins-file\n${fileId}`).digest('base64url')

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
