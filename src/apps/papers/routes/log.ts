import { exportActivity } from '../../../platform/activity/exporting.ts'
import { knownActions } from '../../../platform/activity/queries.ts'
import type { ActivityFilter } from '../../../platform/activity/schemas.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import { readCursor, type TableState, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { groupRepeats } from '../log-grouping.ts'
import { logPage, logTable, logTail } from '../pages/log.ts'
import { ofPapers, readLog, readTail } from '../reading-log.ts'
import { LogQuery, logStatuses, TailQuery } from '../schemas/log.ts'

const config = { rule: 'papers.read' } as const

/** `/papers/log`: the activity log of papers, its tail and its files. */
export function addLogRoutes(web: Web, platform: Platform): void {
  const zone = platform.config.timezone

  web.get(links.log(), { schema: { querystring: LogQuery }, config }, async (request, reply) => {
    const page = pageOf(request)
    const { query: state } = request
    const [before] = readCursor(state.cursor, 1) ?? []
    const { entries, next, newest } = await readLog(platform, filterOf(state, zone), {
      limit: state.limit,
      before: typeof before === 'number' ? before : undefined,
    })
    const list = {
      state,
      groups: groupRepeats(entries),
      next: next === null ? null : writeCursor([next]),
      newest,
      actions: (await knownActions(platform.db)).filter((action) => action.startsWith('papers.')),
    }
    return wantsFragment(request) ? sendFragment(reply, logTable(page, list)) : sendPage(reply, logPage(page, list))
  })

  web.get(links.logTail(), { schema: { querystring: TailQuery }, config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.log(), 303)
    const { after, ...state } = request.query
    const entries = await readTail(platform, filterOf(state, zone), after)
    return sendFragment(reply, logTail(pageOf(request), state, after, groupRepeats(entries)))
  })

  for (const [format, type] of [
    ['csv', 'text/csv'],
    ['jsonl', 'application/jsonl'],
  ] as const) {
    web.get(links.logFile(format), { schema: { querystring: LogQuery }, config }, (request, reply) => {
      const filter = ofPapers(filterOf(request.query, zone))
      return sendLines(reply, { name: `papers-log.${format}`, type }, exportActivity(platform.db, filter, format))
    })
  }
}

/** @throws UserError `papers.date` */
function filterOf({ q, filters }: TableState, zone: string): ActivityFilter {
  const only = (name: string): string | undefined => filters[name]?.[0]
  return {
    text: q === '' ? undefined : q,
    action: only('action'),
    status: logStatuses.find((status) => status === only('status')),
    actor: only('actor'),
    target: only('target'),
    jobId: only('job'),
    host: only('host'),
    source: only('source'),
    from: startOf(only('from'), 0, zone),
    until: startOf(only('until'), 1, zone),
  }
}

/** The moment at which a day, or the one so many days later, begins where the house stands. */
function startOf(date: string | undefined, daysLater: number, zone: string): string | undefined {
  if (date === undefined) return undefined
  try {
    const day = Temporal.PlainDate.from(date).add({ days: daysLater })
    return new Date(day.toZonedDateTime(zone).epochMilliseconds).toISOString()
  } catch (cause) {
    throw new UserError('invalid', 'papers.date', `"${date}" is no date, such as 2026-03-29.`, { cause })
  }
}
