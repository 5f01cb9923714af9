import { open } from 'node:fs/promises'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Blob } from '../files/files.ts'
import type { Platform } from '../platform.ts'
import { logoSetting } from './settings.ts'

/** A picture that stands on every page should be small. */
export const largestLogoBytes = 256 * 1024

/** Takes a picture as the logo of the house. @throws UserError `look.no-picture`, `files.too-large` */
export async function takeLogo(platform: Platform, by: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const blob = await platform.files.receive(bytes, { maxBytes: largestLogoBytes })
  const mediaType = await pictureType(platform, blob)
  const about = { name: 'logo', mediaType, dataType: 'look/logo', ownerId: null, origin: 'upload' }
  await platform.db.transaction().execute(async (tx) => {
    const { id } = await platform.files.record(tx, blob, about)
    await changeLogo(platform, tx, by, id)
  })
}

/** The usual one again. */
export const removeLogo = (platform: Platform, by: string): Promise<void> =>
  platform.db.transaction().execute((tx) => changeLogo(platform, tx, by, null))

async function changeLogo(platform: Platform, tx: Db, by: string, id: string | null): Promise<void> {
  const before = await platform.settings.get(tx, logoSetting)
  await platform.settings.set(tx, logoSetting, id, by)
  if (before !== null) await platform.files.remove(tx, before)
}

/** By its first bytes, whatever it is called. Drawings that may hold scripts are none of them. */
async function pictureType(platform: Platform, { sha256 }: Blob): Promise<string> {
  const file = await open(await platform.files.pathOf(sha256))
  try {
    const { buffer } = await file.read(Buffer.alloc(12), 0, 12, 0)
    const head = buffer.toString('latin1')
    if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
    if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
    if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp'
  } finally {
    await file.close()
  }
  throw new UserError('invalid', 'look.no-picture', 'This is no PNG, JPEG or WebP picture.')
}
