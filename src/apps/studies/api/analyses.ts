import { z } from 'zod'
import { actorOf } from '../../../platform/accounts/person.ts'
import { analysesOf } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findKind, freeTitle, repeat, startAnalyses } from '../analysing.ts'
import { callOff, removeAnalysis } from '../keeping.ts'
import { links } from '../links.ts'
import { outputsOf } from '../looking.ts'
import { findAnalysis } from '../queries/analyses.ts'
import { findSame } from '../reusing.ts'
import { analysisOf, demandOwner, ownStudyOf } from '../routes/finding.ts'
import { IdParams, title } from '../schemas.ts'
import { asAnalysis } from './representing.ts'

const root = '/api/v1/studies'
const params = IdParams
const edit = { rule: 'studies.edit' } as const
const read = { rule: 'studies.read' } as const
const value = z.union([z.string(), z.number(), z.boolean()])
const AnalysisBody = z.strictObject({
  kind: z.string().max(400),
  /** Where none is given, that of its kind, with a number behind it where the study has one of this name. */
  title: title.optional(),
  /** By the names of the kind's fields; a file by its id. */
  values: z.record(z.string(), z.union([value, z.array(value)])).default({}),
  sweep: z.object({ field: z.string(), values: z.string() }).optional(),
  tellByMail: z.boolean().default(false),
  /** Answers with the analysis that did the same before, where there is one. */
  reuse: z.boolean().default(false),
})

/** Analyses for programs: what there is, asking, looking, calling off. */
export function addAnalysisApi(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(
    `${root}/kinds`,
    { config: { ...read, about: { summary: 'Kinds of analyses, with their fields' } } },
    async () => ({
      items: await (await analysesOf(platform)).list(platform),
      next: null,
    }),
  )

  web.post(
    `${root}/:id/analyses`,
    { schema: { params, body: AnalysisBody }, config: { ...edit, about: { summary: 'Ask for an analysis' } } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const { kind: id, values, reuse, title: given, ...rest } = request.body
      const kind = await findKind(platform, id)
      const sent = Object.fromEntries(
        Object.entries(values).map(([name, one]) => [name, Array.isArray(one) ? one.map(String) : String(one)]),
      )
      const same = reuse ? await findSame(platform, person, study, { kind, sent, sweep: rest.sweep }) : undefined
      if (same) return reply.send({ items: [asAnalysis(same)], next: null })
      const name = given ?? (await freeTitle(db, study.id, kind.title))
      const rows = await startAnalyses(platform, person, study, { kind, sent, title: name, ...rest })
      return reply.code(201).send({ items: rows.map(asAnalysis), next: null })
    },
  )

  web.get(
    `${root}/analyses/:id`,
    { schema: { params }, config: { ...read, about: { summary: 'How an analysis does, and its results' } } },
    async (request) => {
      const { analysis } = await analysisOf(platform, request, request.params.id)
      const run = analysis.run === null ? undefined : await (await analysesOf(platform)).look(db, analysis.run)
      const outputs = await outputsOf(platform, run, ({ number }) => links.result(analysis.id, number))
      return {
        ...asAnalysis(analysis),
        progress: run?.progress ?? null,
        results: outputs.map(({ name, dataType, contentType, href, sizeBytes }) => ({
          name,
          dataType,
          contentType,
          href,
          sizeBytes,
        })),
      }
    },
  )
  web.post(
    `${root}/analyses/:id/cancel`,
    { schema: { params }, config: { ...edit, about: { summary: 'Call an analysis off' } } },
    async (request) => {
      const found = await analysisOf(platform, request, request.params.id)
      demandOwner(found)
      await db.transaction().execute((tx) => callOff(platform, tx, found.analysis, actorOf(found.person)))
      platform.live.publish(links.analysisTopic(found.analysis.id))
      return asAnalysis((await findAnalysis(db, found.analysis.id)) ?? found.analysis)
    },
  )

  web.post(
    `${root}/analyses/:id/again`,
    { schema: { params }, config: { ...edit, about: { summary: 'Run an analysis again exactly as it was' } } },
    async (request, reply) => {
      const { analysis, ...found } = await analysisOf(platform, request, request.params.id)
      demandOwner(found)
      return reply.code(201).send(asAnalysis(await repeat(platform, found.person, found.study, analysis)))
    },
  )

  web.delete(
    `${root}/analyses/:id`,
    { schema: { params }, config: { ...edit, about: { summary: 'Take an analysis away with its results' } } },
    async (request, reply) => {
      const found = await analysisOf(platform, request, request.params.id)
      demandOwner(found)
      await removeAnalysis(platform, found.person, found.study, found.analysis)
      return reply.code(204).send()
    },
  )
}
