import { z } from 'zod'
import { ActivityFilter } from '../../../platform/activity/schemas.ts'
import { tableQuery } from '../../../platform/web/table-query.ts'
import { PageQuery } from './api.ts'

export const logStatuses = ['success', 'info', 'warning', 'error'] as const

const options = {
  filters: {
    action: null,
    status: logStatuses,
    actor: null,
    target: null,
    job: null,
    host: null,
    source: null,
    from: null,
    until: null,
    tail: ['off'],
  },
} as const

/** The address of the log's table; `from` and `until` are dates, both included. */
export const LogQuery = tableQuery(options)

/** What has come since an entry, under the same filters. */
export const TailQuery = z.object({ after: z.coerce.number().int().min(0) }).and(tableQuery(options))

/** What programs may narrow the log by; times are UTC ISO. */
export const LogPageQuery = ActivityFilter.omit({ category: true }).extend({
  limit: PageQuery.shape.limit,
  cursor: PageQuery.shape.cursor,
})
export type LogPageQuery = z.infer<typeof LogPageQuery>
