import { setTimeout as sleep } from 'node:timers/promises'
import type { Check } from '../../platform/diagnostics/check.ts'
import { canIsolate } from './manifests/isolating.ts'
import { listRunners } from './queries/remote.ts'
import { catalogueOf } from './tasks/catalogues.ts'

/** The first to ask may have to wait for all plugins to say what they are; a check does not. */
const patienceMs = 3_000
const soon = <Value>(wanted: Promise<Value>): Promise<Value | undefined> =>
  Promise.race([wanted, sleep(patienceMs, undefined, { ref: false })])

/** What `lyceum doctor` asks about plugins that cannot be loaded. */
export const loadingCheck: Check = {
  name: 'plugins.loading',
  title: 'Plugins are loaded',
  run: async (platform) => {
    const catalogue = await soon(catalogueOf(platform))
    if (!catalogue) return { level: 'ok', message: 'They are being loaded now.' }
    const { plugins, errors } = catalogue
    if (errors.length === 0) return { level: 'ok', message: `${plugins.length} plugins are loaded.` }
    const remedy = 'Plugins → Installed plugins, or "lyceum plugins list", has the reasons.'
    return { level: 'warn', message: `${errors.length} plugins or folders could not be loaded.`, remedy }
  },
}

/** What it asks about command-line tools: whether they run apart from the house. */
export const isolationCheck: Check = {
  name: 'plugins.isolation',
  title: 'Programs of plugins run apart',
  run: async (platform) => {
    const tools = (await soon(catalogueOf(platform)))?.plugins.filter(({ file }) => file.endsWith('.json')) ?? []
    if (tools.length === 0) return { level: 'ok', message: 'No plugin is a program.' }
    if (await canIsolate()) return { level: 'ok', message: 'They see their plugin and their run, and no network.' }
    return {
      level: 'warn',
      message: `${tools.length} plugins are programs, and can read what the user that runs Lyceum can read.`,
      remedy: 'Install bubblewrap (apt install bubblewrap), and let it make user namespaces; or take them out.',
    }
  },
}

/** What it says of the pages of plugins: on an origin of their own other programs may show them, else the house alone. */
export const pagesCheck: Check = {
  name: 'plugins.pages',
  title: 'Pages of plugins reach nothing of the house',
  run: async ({ config: { baseUrl, runner } }) => {
    if (new URL(runner.baseUrl).origin === new URL(baseUrl).origin)
      return { level: 'ok', message: 'They are sandboxed without an origin; only the house shows them in frames.' }
    const clients = runner.frameAncestors.length > 0 ? runner.frameAncestors.join(', ') : 'nobody else'
    return {
      level: 'ok',
      message: `They have an origin of their own, ${runner.baseUrl}; besides the house, ${clients} may frame them.`,
    }
  },
}

/** What it says of runners elsewhere. */
export const runnersCheck: Check = {
  name: 'plugins.runners',
  title: 'Other runners answer',
  run: async ({ db }) => {
    const runners = await listRunners(db)
    const silent = runners.filter(({ failure }) => failure !== null)
    if (silent.length === 0) return { level: 'ok', message: `${runners.length} other runners are known.` }
    const [{ url, failure } = { url: '', failure: '' }] = silent
    const remedy = 'Plugins → Other runners: remove those that are gone. Private networks need LYCEUM_HTTP_ALLOW.'
    return { level: 'warn', message: `${silent.length} do not answer, such as ${url}: ${failure}`, remedy }
  },
}

/** What `lyceum doctor` asks of this app. */
export const checks: readonly Check[] = [loadingCheck, isolationCheck, pagesCheck, runnersCheck]
