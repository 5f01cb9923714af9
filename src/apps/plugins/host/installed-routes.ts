import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { readInstalled } from '../loading/installed.ts'
import { catalogueOf, reloadPlugins } from '../tasks/catalogues.ts'
import { installedPage } from './pages/installed.ts'

/** What administrators see of plugins: where they come from, and why one is not there. */
export function addInstalledRoutes(web: Web, platform: Platform): void {
  const config = { rule: 'house.administer' } as const

  web.get(links.installed(), { config }, async (request, reply) => {
    const { plugins, errors } = await catalogueOf(platform)
    // A record that cannot be read is among the errors.
    const installed = await readInstalled(platform.config).catch(() => [])
    return sendPage(reply, installedPage(pageOf(request), { loaded: plugins.length, installed, errors }))
  })

  web.post(links.reload(), { config }, async (request, reply) => {
    await reloadPlugins(platform, personOf(request).id)
    return reply.redirect(links.installed(), 303)
  })
}
