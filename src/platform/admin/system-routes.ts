import { runChecks } from '../diagnostics/running.ts'
import { contentDisposition } from '../files/download-headers.ts'
import type { Platform } from '../platform.ts'
import { pageOf, sendPage } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { startPage } from './pages/start.ts'
import { systemPage } from './pages/system.ts'

const config = { rule: 'house.administer' } as const

/** What needs somebody, and the checks of `lyceum doctor`, on pages. */
export function addSystemRoutes(web: Web, platform: Platform): void {
  web.get(links.start(), { config }, async (request, reply) =>
    sendPage(reply, startPage(pageOf(request), await runChecks(platform, platform.parts))),
  )

  web.get(links.system(), { config }, async (request, reply) => {
    const facts = {
      nodeVersion: process.version,
      database: platform.database.kind,
      memoryBytes: process.memoryUsage().rss,
      upSeconds: process.uptime(),
      timezone: platform.config.timezone,
    }
    return sendPage(reply, systemPage(pageOf(request), await runChecks(platform, platform.parts), facts))
  })

  web.get(links.supportBundle(), { config }, async (_request, reply) => {
    const { supportBundle } = await import('../diagnostics/bundle.ts')
    const name = `lyceum-support-${platform.now().slice(0, 10)}.zip`
    return reply
      .header('content-disposition', contentDisposition('attachment', name))
      .type('application/zip')
      .send(supportBundle(platform))
  })
}
