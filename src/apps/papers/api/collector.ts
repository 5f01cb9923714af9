import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { collectorVerbs, commandsIn, emergencyStop, resetCollector } from '../collecting.ts'
import { findCollectorStatus, findCollectorWork } from '../collector-status.ts'
import { findDayProgress } from '../day-progress.ts'
import { apiLinks } from '../links.ts'
import { countByStatus } from '../queries/papers.ts'
import { causeOf } from '../routes/collector.ts'
import { CommandBody, EmergencyBody, ResetBody, StatsQuery } from '../schemas/operating.ts'
import { findStatistics } from '../statistics.ts'
import type { CollectorRow } from '../tables.ts'

/** The collector and its figures for programs. */
export function addCollectorApi(web: Web, platform: Platform): void {
  addReading(web, platform)
  addCommands(web, platform)
}

function addReading(web: Web, platform: Platform): void {
  web.get(
    apiLinks.collector(),
    { config: { rule: 'papers.read', about: { summary: 'What the collector does, and what is planned today' } } },
    async () => {
      const { collector, commands, contact, waiting, running } = await findCollectorStatus(platform)
      const work = await findCollectorWork(platform)
      return {
        ...asJson(collector),
        commands,
        hasContact: contact !== null,
        waiting,
        running,
        papers: await countByStatus(platform.db),
        today: await findDayProgress(platform),
        runningNow: work.running,
        next: work.next,
        hosts: work.hosts,
      }
    },
  )
  web.get(
    apiLinks.stats(),
    {
      schema: { querystring: StatsQuery },
      config: { rule: 'papers.read', about: { summary: 'How collecting went in the last days' } },
    },
    async (request) => findStatistics(platform, request.query.days),
  )
}

function addCommands(web: Web, platform: Platform): void {
  for (const name of ['start', 'pause', 'resume', 'stop'] as const) {
    const config = { rule: 'papers.operate', about: { summary: `The collector: ${name}` } } as const
    web.post(apiLinks.command(name), { schema: { body: CommandBody }, config }, async (request) =>
      asJson(await collectorVerbs[name](platform, causeOf(request, request.body.reason), request.body.acknowledge)),
    )
  }
  web.post(
    apiLinks.command('emergency-stop'),
    {
      schema: { body: EmergencyBody },
      config: { rule: 'papers.operate', about: { summary: 'Call off everything at once' } },
    },
    async (request) => asJson(await emergencyStop(platform, causeOf(request, request.body.reason))),
  )
  web.post(
    apiLinks.command('reset'),
    {
      schema: { body: ResetBody },
      config: { rule: 'papers.reset', about: { summary: 'Set the stopped collector back' } },
    },
    async (request) => resetCollector(platform, causeOf(request, request.body.reason), request.body.scope),
  )
}

const asJson = ({ state, changed_at, changed_by, reason }: CollectorRow) => ({
  state,
  changedAt: changed_at,
  changedBy: changed_by,
  reason,
  commands: commandsIn(state),
})
