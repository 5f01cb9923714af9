import { z } from 'zod'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import type { Language } from '../../../platform/web/languages.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import { tableCsv } from '../../../platform/web/table.ts'
import { many, readCursor, type TableState, tableQuery, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { removeAnalysis } from '../keeping.ts'
import { links } from '../links.ts'
import { analysisStates, ownAnalysesPage, ownAnalysesTable, ownColumns, type ShownOwn } from '../pages/own-analyses.ts'
import { findAnalysis } from '../queries/analyses.ts'
import { countOwn, kindsOf, listOwn, type OwnAnalysis, type OwnFilter } from '../queries/own-analyses.ts'
import { findStudyById } from '../queries/studies.ts'
import { quotasOf } from '../quotas.ts'
import { spokenIn } from '../speaking.ts'
import type { AnalysisState } from '../tables.ts'

const config = { rule: 'studies.edit' } as const
const Query = tableQuery({ filters: { state: analysisStates, kind: null } })
const Chosen = z.object({ id: many(z.string().max(200)) })
const rowsAPiece = 500

/** Everything somebody computed, in whichever study. */
export function addOwnAnalysesRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.ownAnalyses(), { schema: { querystring: Query }, config }, async (request, reply) => {
    const { id } = personOf(request)
    const page = pageOf(request)
    const list = ownAnalysesTable(page, await shownOf(id, page.language, request.query))
    if (wantsFragment(request)) return sendFragment(reply, list)
    return sendPage(reply, ownAnalysesPage(page, list, await quotasOf(platform, db, id)))
  })

  web.get(links.ownAnalysesCsv(), { schema: { querystring: Query }, config }, (request, reply) => {
    const rows = everyOwn(personOf(request).id, filterOf(request.query))
    return sendLines(reply, { name: 'analyses.csv', type: 'text/csv' }, tableCsv(ownColumns(pageOf(request)), rows))
  })

  web.post(links.removeAnalyses(), { schema: { body: Chosen }, config }, async (request, reply) => {
    const person = personOf(request)
    let count = 0
    for (const id of request.body.id) {
      const analysis = await findAnalysis(db, id)
      const study = analysis?.owner_id === person.id ? await findStudyById(db, analysis.study_id) : undefined
      if (!analysis || study?.owner_id !== person.id) continue
      await removeAnalysis(platform, person, study, analysis)
      count++
    }
    const { t } = pageOf(request)
    addNotice(
      reply,
      count > 0 ? 'info' : 'warning',
      count > 0 ? t('{{count}} analyses are gone for good.', { count }) : t('None was ticked.'),
    )
    return reply.redirect(links.ownAnalyses(), 303)
  })

  async function shownOf(ownerId: string, language: Language, state: TableState): Promise<ShownOwn> {
    const filter = filterOf(state)
    const [before] = readCursor(state.cursor, 1) ?? []
    const rows = await listOwn(db, ownerId, filter, {
      before: typeof before === 'string' ? before : undefined,
      limit: state.limit + 1,
    })
    const last = rows.length > state.limit ? rows[state.limit - 1] : undefined
    return {
      state,
      rows: await spokenIn(platform, language, rows.slice(0, state.limit)),
      next: last ? writeCursor([last.id]) : null,
      total: await countOwn(db, ownerId, filter),
      kinds: await kindsOf(db, ownerId),
    }
  }

  async function* everyOwn(ownerId: string, filter: OwnFilter): AsyncGenerator<OwnAnalysis> {
    let before: string | undefined
    for (;;) {
      const rows = await listOwn(db, ownerId, filter, { before, limit: rowsAPiece })
      yield* rows
      before = rows.at(-1)?.id
      if (rows.length < rowsAPiece) return
    }
  }
}

const filterOf = ({ q, filters }: TableState): OwnFilter => ({
  search: q === '' ? undefined : q,
  states: filters.state?.length ? (filters.state as AnalysisState[]) : undefined,
  kind: filters.kind?.[0],
})
