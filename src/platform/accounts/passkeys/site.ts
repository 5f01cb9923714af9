import { isIP } from 'node:net'
import type { Config } from '../../../config.ts'

/** To what a passkey belongs: it is shown to no other host. */
export type PasskeySite = Readonly<{ rpID: string; expectedOrigin: string }>

/** Undefined where people reach the house by a number: browsers want a name, `localhost` at least. */
export function passkeySite({ baseUrl }: Pick<Config, 'baseUrl'>): PasskeySite | undefined {
  const { hostname, origin, protocol } = new URL(baseUrl)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined
  if (protocol !== 'https:' && hostname !== 'localhost') return undefined
  return { rpID: hostname, expectedOrigin: origin }
}
