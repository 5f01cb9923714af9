import { z } from 'zod'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask } from '../../../platform/tasks/tasks.ts'
import { askRegistry, openRegistry } from './client.ts'

/** Has the registry look at a plugin that came or went: it asks there itself, and drops what is not there. */
export const announcePlugin = defineTask({
  name: 'plugins.announce',
  title: 'Tell the registry of plugins that one came or went',
  input: z.object({ url: z.string() }),
  retry: { attempts: 5, backoffMs: 10_000 },
  timeoutMs: 60_000,
  run: async (platform, { url }, { signal }) => {
    const { pluginRegistryUrl } = platform.config
    if (pluginRegistryUrl === undefined) return
    const entry = `${pluginRegistryUrl}/`
    const caller = { platform, personId: null, signal }
    const collection = await openRegistry(caller, entry).findLink(['collection', 'plugin'])
    const href = collection?.href ?? new URL('plugins/', entry).href
    await askRegistry(caller, { href, rel: ['post'], resourceType: 'plugin' }, { url })
  },
})

/** With the transaction that changes the plugins; nothing where no registry is named. */
export async function announce(tx: Db, platform: Platform, urls: readonly string[]): Promise<void> {
  if (platform.config.pluginRegistryUrl === undefined) return
  for (const url of urls) await platform.tasks.enqueue(tx, announcePlugin, { url })
}
