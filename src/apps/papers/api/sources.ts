import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findSources } from '../known-sources.ts'
import { apiLinks } from '../links.ts'
import { SourceParams, SourcesBody } from '../schemas/sources.ts'
import type { SourceName } from '../sources/declarations.ts'
import { sourceDaySetting, sourceSecondsSetting, sourcesSetting } from '../sources/settings.ts'
import { startSourceTest } from '../testing-sources.ts'

/** Who is asked about papers, for programs. Keys of sources are settings of the environment, and never shown. */
export function addSourceApi(web: Web, platform: Platform): void {
  web.get(
    apiLinks.sources(),
    {
      config: {
        rule: 'papers.read',
        about: { summary: 'Sources of details and files, in the order in which they are asked' },
      },
    },
    async () => ({ items: await findSources(platform), next: null }),
  )
  web.put(
    apiLinks.sources(),
    {
      schema: { body: SourcesBody },
      config: {
        rule: 'house.administer',
        about: { summary: 'Set which sources are asked, in which order and how often' },
      },
    },
    async (request) => {
      const { order, seconds, requestsADay } = request.body
      const by = actorOf(personOf(request))
      const { settings } = platform
      await platform.db.transaction().execute(async (tx) => {
        if (order) await settings.set(tx, sourcesSetting, order.join(', '), by)
        if (seconds) await settings.set(tx, sourceSecondsSetting, asPairs(seconds), by)
        if (requestsADay) await settings.set(tx, sourceDaySetting, asPairs(requestsADay), by)
      })
      return { items: await findSources(platform), next: null }
    },
  )
  web.post(
    apiLinks.testSource(':name'),
    {
      schema: { params: SourceParams },
      config: {
        rule: 'papers.operate',
        about: { summary: 'Ask a source about a paper that it must know; the list of sources says how it answered' },
      },
    },
    async (request, reply) => {
      const job = await startSourceTest(platform, actorOf(personOf(request)), request.params.name, request.id)
      return reply.code(202).send({ job })
    },
  )
}

const asPairs = (numbers: Readonly<Partial<Record<SourceName, number>>>): string =>
  Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')
