import { listActivity } from '../../../platform/activity/queries.ts'
import type { ActivityRow } from '../../../platform/activity/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readCursor, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { apiLinks } from '../links.ts'
import { ofPapers } from '../reading-log.ts'
import { LogPageQuery } from '../schemas/log.ts'

/** The activity log of papers for programs. */
export function addLogApi(web: Web, platform: Platform): void {
  web.get(
    apiLinks.log(),
    {
      schema: { querystring: LogPageQuery },
      config: {
        rule: 'papers.read',
        about: { summary: 'What happened to papers, lists and the collector, newest first' },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const [before] = readCursor(cursor, 1) ?? []
      const page = { limit, before: typeof before === 'number' ? before : undefined }
      const { items, next } = await listActivity(platform.db, ofPapers(filter), page)
      return { items: items.map(asJson), next: next === null ? null : writeCursor([next]) }
    },
  )
}

function asJson({ before_json, after_json, details_json, ...entry }: ActivityRow) {
  const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json))
  return { ...entry, before: parsed(before_json), after: parsed(after_json), details: parsed(details_json) }
}
