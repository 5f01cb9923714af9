import { csvLine } from '../../../platform/csv.ts'
import { contentDisposition } from '../../../platform/files/download-headers.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { type Endings, groupings, successOf } from '../endings.ts'
import { links } from '../links.ts'
import { statsPage } from '../pages/stats.ts'
import { StatsParams, StatsQuery } from '../schemas/operating.ts'
import { openRemembering } from '../searching/counting.ts'
import { findStatistics, type LabelledCount, type Statistics } from '../statistics.ts'

/** `/papers/stats`, and each of its figures as CSV. */
export function addStatsRoutes(web: Web, platform: Platform): void {
  const remember = openRemembering(platform.database)
  const config = { rule: 'papers.read' } as const
  const statsOf = (days: StatsQuery['days']) => remember(`stats ${days}`, () => findStatistics(platform, days))

  web.get(links.stats(), { schema: { querystring: StatsQuery }, config }, async (request, reply) =>
    sendPage(reply, statsPage(pageOf(request), await statsOf(request.query.days))),
  )
  web.get(
    links.statsCsv(':figure'),
    { schema: { querystring: StatsQuery, params: StatsParams }, config },
    async (request, reply) => {
      const { figure } = request.params
      const lines = csvOf(await statsOf(request.query.days), figure)
      if (!lines) throw notFound()
      return reply
        .header('content-disposition', contentDisposition('attachment', `papers-${figure}.csv`))
        .type('text/csv; charset=utf-8')
        .send(lines.join(''))
    },
  )
}

/** Undefined where there is no such figure. */
function csvOf(stats: Statistics, figure: string): string[] | undefined {
  if (figure === 'hours')
    return withHeader(
      ['hour_utc'],
      stats.hours.map(({ hour, ...row }) => [`${hour}:00Z`, ...endingCells(row)]),
      endingHeads,
    )
  if (figure === 'failures') return countLines('failure_code', stats.failures)
  if (figure === 'open-access') return countLines('open_access', stats.openAccess)
  const grouping = groupings.find((name) => name === figure)
  if (!grouping) return undefined
  return withHeader(
    [grouping],
    stats.by[grouping].map((row) => [row.label, ...endingCells(row), successOf(row)]),
    [...endingHeads, 'success'],
  )
}

const endingHeads = ['done', 'manual', 'failed', 'deferred']
const endingCells = ({ done, manual, failed, deferred }: Endings): number[] => [done, manual, failed, deferred]

const countLines = (head: string, rows: readonly LabelledCount[]): string[] =>
  withHeader(
    [head],
    rows.map(({ label, count }) => [label, count]),
    ['papers'],
  )

const withHeader = (
  first: string[],
  rows: readonly (string | number | null)[][],
  heads: readonly string[],
): string[] => [csvLine([...first, ...heads]), ...rows.map(csvLine)]
