import type { Check, Finding } from '../diagnostics/check.ts'
import type { Platform } from '../platform.ts'
import { pageOf, sendPage } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { systemPage } from './pages/system.ts'

const config = { rule: 'house.administer' } as const
/** A check that takes longer than this is a finding by itself. */
const patienceMs = 5_000

/** The checks of `lyceum doctor`, on a page. */
export function addSystemRoutes(web: Web, platform: Platform): void {
  const checks = web.house.parts.flatMap((part) => part.checks ?? [])

  web.get(links.system(), { config }, async (request, reply) => {
    const findings = await Promise.all(checks.map(async (check) => ({ check, finding: await look(check, platform) })))
    const memoryBytes = process.memoryUsage().rss
    const facts = {
      nodeVersion: process.version,
      database: platform.database.kind,
      memoryBytes,
      upSeconds: process.uptime(),
      timezone: platform.config.timezone,
    }
    return sendPage(reply, systemPage(pageOf(request), findings, facts))
  })
}

/** A check that fails by itself is a finding, never an error page: this page is needed most when things are broken. */
async function look(check: Check, platform: Platform): Promise<Finding> {
  const late = new Promise<Finding>((resolve) => {
    setTimeout(resolve, patienceMs, { level: 'fail', message: 'The check did not answer within five seconds.' }).unref()
  })
  return Promise.race([check.run(platform), late]).catch((error: unknown) => {
    platform.log.error({ err: error, check: check.name }, 'check failed')
    return { level: 'fail', message: 'The check itself failed; the log has the reason.' }
  })
}
