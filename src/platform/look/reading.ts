import type { Platform } from '../platform.ts'
import { links } from './links.ts'
import { type Look, usualLook } from './look.ts'
import { colourSetting, contactSetting, logoSetting, nameSetting } from './settings.ts'

const lastRead = new WeakMap<Platform, Look>()

/** The look as it was last read: for pages that are drawn although nothing can be asked, or nobody asked. */
export const lastLook = (platform: Platform): Look => lastRead.get(platform) ?? usualLook

/** The look in force; from memory, as all settings. */
export async function readLook(platform: Platform): Promise<Look> {
  const { settings, db } = platform
  const [name, colour, logo, contact] = await Promise.all([
    settings.get(db, nameSetting),
    settings.get(db, colourSetting),
    settings.get(db, logoSetting),
    settings.get(db, contactSetting),
  ])
  const look: Look = {
    name,
    logo: logo === null ? null : links.logo(logo),
    colours: colour === '' ? null : links.colours(colour),
    contact,
  }
  lastRead.set(platform, look)
  return look
}
