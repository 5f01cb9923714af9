import { randomUUIDv7 } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { type AnalysisKind, analysesOf } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findKind } from '../analysing.ts'
import { compare } from '../comparing.ts'
import { joinPlots } from '../joining.ts'
import { links } from '../links.ts'
import { plotsOfAnalysis } from '../looking.ts'
import { comparePage } from '../pages/compare.ts'
import { storagePage } from '../pages/storage.ts'
import { listAnalyses, updateAnalysis } from '../queries/analyses.ts'
import { bytesOfStudies } from '../queries/quotas.ts'
import { putPreset } from '../queries/sharing.ts'
import { askForMore, quotasOf } from '../quotas.ts'
import { makeSample } from '../sampling.ts'
import { IdParams } from '../schemas.ts'
import { keepDaysSetting } from '../settings.ts'
import { sentFrom } from './analyses.ts'
import { analysisOf, demandOwner, ownStudyOf, studyOf } from './finding.ts'

const edit = { rule: 'studies.edit' } as const
const read = { rule: 'studies.read' } as const
const dayMs = 24 * 3_600_000
const mostCompared = 10
const WishForm = z.object({ wish: z.string().trim().min(1, 'Please say what you need.').max(2_000) })
const PresetForm = z.looseObject({
  kind: z.string().max(400),
  preset: z.string().trim().min(1, 'Please give it a name.').max(80),
})
const CompareQuery = z.object({
  ids: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((ids) => [...new Set([ids].flat())].slice(0, mostCompared)),
  all: z.string().optional(),
})

/** What stands beside studies and analyses: storage, presets, comparison, samples, and results that are kept longer. */
export function addOtherRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  const storage = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { id } = personOf(request)
    return storagePage(pageOf(request), await quotasOf(platform, db, id), await bytesOfStudies(db, id), state)
  }
  web.get(links.storage(), { config: edit }, async (request, reply) =>
    sendPage(reply, await storage(request, emptyForm)),
  )
  web.post(
    links.askForMore(),
    { schema: { body: WishForm }, config: { ...edit, form: storage } },
    async (request, reply) => {
      await askForMore(platform, personOf(request).id, request.body.wish)
      addNotice(reply, 'success', pageOf(request).t('Administrators see what you asked for.'))
      return reply.redirect(links.storage(), 303)
    },
  )

  web.post(links.sample(), { config: edit }, async (request, reply) =>
    reply.redirect(links.study(await makeSample(platform, personOf(request))), 303),
  )

  web.post(
    '/studies/:id/presets',
    { schema: { params: IdParams, body: PresetForm }, config: edit },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const { kind: id, preset: title } = request.body
      const kind = await findKind(platform, id)
      const values = keptValues(kind, request.body)
      const row = {
        id: randomUUIDv7(),
        owner_id: person.id,
        kind: kind.name,
        title,
        values_json: JSON.stringify(values),
        created_at: platform.now(),
      }
      await putPreset(db, row)
      addNotice(reply, 'success', pageOf(request).t('The preset “{{title}}” is kept.', { title }))
      return reply.redirect(links.analyseWith(study.id, kind.id), 303)
    },
  )

  web.get(links.comparePath(), { schema: { querystring: CompareQuery }, config: read }, async (request, reply) => {
    const { ids, all } = request.query
    const found = await Promise.all(ids.map((id) => analysisOf(platform, request, id)))
    const [first] = found
    if (!first) throw notFound()
    const { study } = await studyOf(platform, request, first.study.id)
    const analyses = found.map(({ analysis }) => analysis)
    const known = await (await analysesOf(platform)).list(platform)
    const { results, settings, files } = compare(analyses, new Map(known.map((kind) => [kind.id, kind])))
    const page = pageOf(request)
    const groups = [
      { title: page.t('Results'), rows: results },
      { title: page.t('Settings'), rows: settings },
      { title: page.t('Files'), rows: files },
    ]
    const others = (await listAnalyses(db, study.id))
      .filter(({ id, state }) => state === 'done' && !ids.includes(id))
      .slice(0, 20)
    const drawn = analyses.map(async (one) => ({ title: one.title, plots: await plotsOfAnalysis(platform, one) }))
    const plots = joinPlots(await Promise.all(drawn))
    return sendPage(reply, comparePage(page, { study, analyses, groups, others, plots, showsAll: all !== undefined }))
  })

  web.post('/studies/analyses/:id/extend', { schema: { params: IdParams }, config: edit }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    demandOwner(found)
    const days = await platform.settings.get(db, keepDaysSetting)
    const expires = days === 0 ? null : new Date(Date.parse(platform.now()) + days * dayMs).toISOString()
    await updateAnalysis(db, found.analysis.id, { expires_at: expires, warned_at: null })
    addNotice(reply, 'success', pageOf(request).t('The results are kept longer.'))
    return reply.redirect(links.analysis(found.analysis.id), 303)
  })
}

/** Settings alone: files belong to a study, and secrets are kept nowhere. */
function keptValues(kind: AnalysisKind, form: Record<string, unknown>): Record<string, unknown> {
  const isKept = (name: string): boolean => {
    const field = kind.fields[name]
    return field !== undefined && !field.isPrivate && field.kind !== 'file' && field.kind !== 'dataUrl'
  }
  return Object.fromEntries(Object.entries(sentFrom(kind, form)).filter(([name]) => isKept(name)))
}
