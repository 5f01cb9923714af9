import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { closeBreaker } from '../../../platform/http/closing-breaker.ts'
import { listHosts } from '../../../platform/http/listing-hosts.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { apiLinks } from '../links.ts'
import { HostForm } from '../schemas/hosts.ts'

const hostsShown = 200

/** The ledger of politeness for programs. */
export function addHostApi(web: Web, platform: Platform): void {
  web.get(
    apiLinks.hosts(),
    { config: { rule: 'papers.read', about: { summary: 'Servers that were asked last, and until when they rest' } } },
    async () => ({ items: await listHosts(platform.db, platform.now(), hostsShown), next: null }),
  )
  web.post(
    apiLinks.resetHost(),
    {
      schema: { body: HostForm },
      config: { rule: 'papers.operate', about: { summary: 'Let a server be asked again whose circuit is open' } },
    },
    async (request) => ({
      host: request.body.host,
      wasOpen: await closeBreaker(platform, actorOf(personOf(request)), request.body.host),
    }),
  )
}
