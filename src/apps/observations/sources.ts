import type { Platform } from '../../platform/platform.ts'
import { type Auxiliary, openAuxiliary } from './catalog/auxiliary.ts'
import type { Catalog } from './catalog/catalog.ts'
import { openSampleCatalog } from './catalog/samples/sample-catalog.ts'

/** Where everything about observations is read from. */
export type Sources = Readonly<{ catalog: Catalog; auxiliary: Auxiliary }>

const opened = new WeakMap<Platform, Promise<Sources>>()

/** Those of this house, opened on first use. */
export function sourcesOf(platform: Platform): Promise<Sources> {
  const known = opened.get(platform) ?? openSources(platform)
  opened.set(platform, known)
  return known
}

async function openSources(_platform: Platform): Promise<Sources> {
  return { catalog: openSampleCatalog(), auxiliary: openAuxiliary(undefined) }
}
