import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import { rememberCommitted } from '../../../platform/settings/remembering.ts'
import { defineSetting } from '../../../platform/settings/settings.ts'
import { type Catalogue, type KnownPlugin, loadCatalogue } from '../loading/catalogue.ts'
import { type Children, type Loan, openChildren } from '../running/children.ts'

/** What one thread keeps of plugins while it lives: the list, and processes that run them. Made on first use. */
type Kept = {
  catalogue: Promise<Catalogue> | undefined
  /** When an administrator had plugins loaded anew, as far as this thread has followed. */
  edition: string
  children: Children | undefined
  answers: ReturnType<typeof rememberCommitted>
}

const keptBy = new WeakMap<Platform, Kept>()

function keptOf(platform: Platform): Kept {
  const kept = keptBy.get(platform) ?? {
    catalogue: undefined,
    edition: '',
    children: undefined,
    answers: rememberCommitted(platform.database),
  }
  keptBy.set(platform, kept)
  return kept
}

/** Stands in no list of settings: `reloadPlugins` sets it, and every thread of every process sees it there. */
const loadedAnew = defineSetting({
  name: 'plugins.loaded-anew',
  title: 'Plugins loaded anew',
  help: 'When plugins were last looked for again.',
  schema: z.string(),
  fallback: '',
})

/**
 * The plugins of this house, loaded once in each thread that needs them, and again after `reloadPlugins` in any process
 * of the house. For use outside of transactions.
 */
export async function catalogueOf(platform: Platform): Promise<Catalogue> {
  const kept = keptOf(platform)
  const edition = await platform.settings.get(platform.db, loadedAnew)
  if (edition !== kept.edition) {
    kept.edition = edition
    kept.catalogue = undefined
    forgetAnswers(platform)
  }
  return catalogueAtHand(platform)
}

/** The same within a transaction, which asks the database nothing: what the last look found. */
export function catalogueAtHand(platform: Platform): Promise<Catalogue> {
  const kept = keptOf(platform)
  kept.catalogue ??= load(platform).catch((error: unknown) => {
    // What kept it from loading, such as a full disk, may be over when somebody asks again.
    kept.catalogue = undefined
    throw error
  })
  return kept.catalogue
}

async function load(platform: Platform): Promise<Catalogue> {
  const catalogue = await loadCatalogue(platform.config)
  for (const error of catalogue.errors) platform.log.warn(error, 'plugin not loaded')
  return catalogue
}

/** Has every process of the house look for plugins anew: within a second, and without interrupting what runs. */
export async function reloadPlugins(platform: Platform, by: string): Promise<void> {
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, loadedAnew, platform.now(), by))
  forgetAnswers(platform)
}

/** An answer about plugins that depends on nothing but the catalogue and what plugins have published. */
export const rememberedAnswer = (
  platform: Platform,
  name: string,
  make: () => Promise<string>,
): Promise<string | undefined> => keptOf(platform).answers.json(name, make)

/** For after a plugin has published or withdrawn another. */
export const forgetAnswers = (platform: Platform): void => keptOf(platform).answers.forget()

function childrenOf(platform: Platform): Children {
  const kept = keptOf(platform)
  kept.children ??= openChildren()
  return kept.children
}

const usualMemoryMb = 512

/** A process for one job of this plugin, with what it asked for and no more. */
export function borrowFor(platform: Platform, plugin: KnownPlugin, personId: string | null): Promise<Loan> {
  const { file, limits, needs } = plugin
  const { memoryMb = usualMemoryMb, diskMb } = limits
  const { edition } = keptOf(platform)
  const hosts = needs.includes('network') ? platform.config.pluginHosts : []
  return childrenOf(platform).borrow({ file, memoryMb, diskMb, needs, hosts, edition, personId: personId ?? '' })
}

export async function closeChildren(platform: Platform): Promise<void> {
  const kept = keptOf(platform)
  await kept.children?.close()
  kept.children = undefined
}
