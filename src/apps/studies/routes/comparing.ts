import { z } from 'zod'
import { analysesOf } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { compare } from '../comparing.ts'
import { joinPlots } from '../joining.ts'
import { links } from '../links.ts'
import { plotsOfAnalysis } from '../looking.ts'
import { comparePage } from '../pages/compare.ts'
import { listAnalyses } from '../queries/analyses.ts'
import { plotIn, sayingIn, spokenIn } from '../speaking.ts'
import { analysisOf, studyOf } from './finding.ts'

const config = { rule: 'studies.read' } as const
const mostCompared = 10
const CompareQuery = z.object({
  ids: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((ids) => [...new Set([ids].flat())].slice(0, mostCompared)),
  all: z.string().optional(),
})

/** Several analyses side by side. */
export function addCompareRoutes(web: Web, platform: Platform): void {
  web.get(links.comparePath(), { schema: { querystring: CompareQuery }, config }, async (request, reply) => {
    const { ids, all } = request.query
    const found = await Promise.all(ids.map((id) => analysisOf(platform, request, id)))
    const [first] = found
    if (!first) throw notFound()
    const { study } = await studyOf(platform, request, first.study.id)
    const page = pageOf(request)
    const asked = found.map(({ analysis }) => analysis)
    const analyses = await spokenIn(platform, page.language, asked)
    const known = await (await analysesOf(platform)).list(platform, page.language)
    const say = await sayingIn(platform, page.language)
    const { figures, settings, files } = compare(analyses, new Map(known.map((kind) => [kind.id, kind])), say)
    const verdicts = { label: page.t('Verdict'), values: analyses.map(({ sentence }) => sentence ?? undefined) }
    const kinds = { label: page.t('Analysis'), values: analyses.map(({ kind }) => kind) }
    const groups = [
      { title: page.t('Results'), rows: [verdicts, ...figures] },
      { title: page.t('Settings'), rows: [kinds, ...settings] },
      { title: page.t('Files'), rows: files },
    ]
    const others = (await listAnalyses(platform.db, study.id))
      .filter(({ id, state }) => state === 'done' && !ids.includes(id))
      .slice(0, 20)
    const drawn = analyses.map(async (one) => {
      const plots = await plotsOfAnalysis(platform, one)
      return { title: one.title, plots: plots.map((plot) => plotIn((text) => say(one.kind, text), plot)) }
    })
    const plots = joinPlots(await Promise.all(drawn))
    return sendPage(reply, comparePage(page, { study, analyses, groups, others, plots, showsAll: all !== undefined }))
  })
}
