import type { Platform } from '../../platform/platform.ts'
import { type Auxiliary, openAuxiliary, withPlannedRolls } from './catalog/auxiliary.ts'
import type { Catalog } from './catalog/catalog.ts'

/** Where everything about observations is read from. */
export type Sources = Readonly<{ catalog: Catalog; auxiliary: Auxiliary }>

const opened = new WeakMap<Platform, Promise<Sources>>()

/** Those of this house, opened on first use. */
export function sourcesOf(platform: Platform): Promise<Sources> {
  const known = opened.get(platform)
  if (known) return known
  const opening = openSources(platform)
  opened.set(platform, opening)
  // One that could not be opened is tried again by the next who asks.
  opening.catch(() => opened.delete(platform))
  return opening
}

/** Lets go of its connections; without any, nothing happens. */
export async function closeSources(platform: Platform): Promise<void> {
  const known = opened.get(platform)
  opened.delete(platform)
  await (await known)?.catalog.close()
}

async function openSources(platform: Platform): Promise<Sources> {
  const { catalog, listsFolder } = platform.config.observations
  const auxiliary = openAuxiliary(listsFolder)
  return { catalog: withPlannedRolls(await openNamed(platform, catalog), auxiliary), auxiliary }
}

/** Each is loaded when it is the one. */
async function openNamed(platform: Platform, name: string): Promise<Catalog> {
  if (name === 'sample') return (await import('./catalog/samples/sample-catalog.ts')).openSampleCatalog()
  if (name !== 'archive') return (await import('./catalog/sql/opening.ts')).openNamedSqlCatalog(name)
  const [{ openArchiveCatalog }, { openArchive }] = await Promise.all([
    import('./catalog/archive/archive-catalog.ts'),
    import('./catalog/archive/asking.ts'),
  ])
  return openArchiveCatalog(openArchive(platform))
}
