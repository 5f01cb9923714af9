import { readThrottleGroups, throttleGroupsSetting } from '../sources/settings.ts'
import type { Work } from './work.ts'

/** The group that requests to the publisher of a paper share a pace in, by the prefix of its DOI; null where it has none. */
export async function publisherGroup({ platform, paper }: Work): Promise<string | null> {
  const groups = readThrottleGroups(await platform.settings.get(platform.db, throttleGroupsSetting))
  return groups?.get(paper.doi?.split('/')[0] ?? '') ?? null
}
