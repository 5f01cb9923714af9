import type { FieldError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { SkyPosition } from '../catalog/positions.ts'
import type { FoundObservations, SearchCriteria } from '../catalog/search-criteria.ts'
import { sourcesOf } from '../sources.ts'
import { readCriteria } from './criteria.ts'
import { resolveName } from './resolving.ts'
import type { SearchQuery } from './schemas.ts'

export type SearchAnswer = Readonly<{ found: FoundObservations; resolved?: SkyPosition }>

/** Answers a search form: what was found, or what is wrong with it. @param part Instead of the page that was asked for. */
export async function findTargets(
  platform: Platform,
  query: SearchQuery,
  part: Partial<Pick<SearchCriteria, 'offset' | 'limit'>> = {},
): Promise<SearchAnswer | readonly FieldError[]> {
  const asked = readCriteria(query)
  if (!('criteria' in asked)) return asked
  const { catalog } = await sourcesOf(platform)
  const criteria = { ...asked.criteria, ...part }
  if (!asked.lookUp) return { found: await catalog.search(criteria) }

  const resolved = await resolveName(platform, asked.lookUp.name)
  if (!resolved) return [{ path: 'target', code: 'observations.search', message: 'No resolver knows this name.' }]
  const cone = { ...resolved, radiusDeg: asked.lookUp.radiusDeg }
  return { found: await catalog.search({ ...criteria, cone }), resolved }
}
