import type { Platform } from '../../../platform/platform.ts'
import { CatalogAway } from '../catalog/errors.ts'
import type { SkyPosition } from '../catalog/positions.ts'

const politeness = { robots: false, pace: { concurrency: 2, minIntervalMs: 500, jitter: 0.2 }, waitMs: 5_000 }

/**
 * The place of a name, asked of SIMBAD, then NED, then VizieR; undefined where none of them knows it. Bodies of the solar
 * system have no place.
 *
 * @throws CatalogAway where the service gives no answer.
 * @see https://cds.unistra.fr/cgi-bin/Sesame
 */
export async function resolveName(
  platform: Pick<Platform, 'http' | 'config'>,
  name: string,
): Promise<SkyPosition | undefined> {
  const url = `${platform.config.observations.resolverUrl}/-oxp/SNV?${encodeURIComponent(name)}`
  try {
    const answer = await platform.http.request('observations.resolver', {
      url,
      maxBytes: 200_000,
      timeouts: { firstByteMs: 8_000, wholeMs: 10_000 },
      politeness,
    })
    return firstPosition(answer.text())
  } catch (error) {
    throw new CatalogAway(error)
  }
}

/** The first pair of coordinates that some resolver gives; J2000, degrees. */
export function firstPosition(xml: string): SkyPosition | undefined {
  for (const [, part = ''] of xml.matchAll(/<Resolver\b[^>]*>([\s\S]*?)<\/Resolver>/g)) {
    const [raDeg, decDeg] = ['jradeg', 'jdedeg'].map((name) => numberIn(part, name))
    if (raDeg !== undefined && decDeg !== undefined) return { raDeg, decDeg }
  }
  return undefined
}

function numberIn(xml: string, name: string): number | undefined {
  const [, text] = new RegExp(`<${name}>\\s*([-+]?\\d+(?:[.]\\d+)?)\\s*</${name}>`).exec(xml) ?? []
  return text === undefined ? undefined : Number(text)
}
