import { z } from 'zod'
import { findPerson } from '../../../platform/accounts/queries/people.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { lookClosely } from '../looking.ts'
import { notebookHtml } from '../notebook.ts'
import { analysisPage } from '../pages/analysis.ts'
import { sharedPage } from '../pages/shared.ts'
import { findAnalysis, listAnalyses } from '../queries/analyses.ts'
import { findFile, listFiles } from '../queries/files.ts'
import { studyBySecret } from '../sharing.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'
import { sendStored } from './finding.ts'

const config = { rule: 'open' } as const
const text = z.string().max(200)
const Secret = z.object({ secret: text })
const SecretFile = z.object({ secret: text, file: text })
const SecretAnalysis = z.object({ secret: text, analysis: text })
const SecretResult = z.object({ secret: text, analysis: text, number: z.string().max(20) })

/** What somebody sees who has a link: the secret in the address is the proof, and every wrong one is as good as any other. */
export function addSharedRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get('/studies/shared/:secret', { schema: { params: Secret }, config }, async (request, reply) => {
    const { secret } = request.params
    const study = await find(secret)
    const [files, analyses, owner] = await Promise.all([
      listFiles(db, study.id),
      listAnalyses(db, study.id),
      findPerson(db, study.owner_id),
    ])
    const notebook = study.notebook === '' ? null : await notebookHtml(study.notebook, { study, files, analyses })
    return sendPage(
      reply,
      sharedPage(pageOf(request), { secret, study, owner: owner?.name ?? '', files, analyses, notebook }),
    )
  })

  web.get('/studies/shared/:secret/files/:file', { schema: { params: SecretFile }, config }, async (request, reply) => {
    const study = await find(request.params.secret)
    const file = await findFile(db, study.id, request.params.file)
    const stored = file && (await platform.files.find(db, file.file_id))
    if (!file || !stored) throw notFound()
    return sendStored(platform, request, reply, { ...stored, name: file.name })
  })

  web.get(
    '/studies/shared/:secret/analyses/:analysis',
    { schema: { params: SecretAnalysis }, config },
    async (request, reply) => {
      const { secret, analysis: id } = request.params
      const { study, analysis } = await findIn(secret, id)
      const shown = await lookClosely(platform, undefined, study, analysis, ({ number }) =>
        links.sharedResult(secret, id, number),
      )
      return sendPage(reply, analysisPage(pageOf(request), { ...shown, isPublic: true }))
    },
  )

  web.get(
    '/studies/shared/:secret/analyses/:analysis/results/:number',
    { schema: { params: SecretResult }, config },
    async (request, reply) => {
      const { secret, analysis: id, number } = request.params
      const { study, analysis } = await findIn(secret, id)
      const { outputs } = await lookClosely(platform, undefined, study, analysis, () => '')
      const output = outputs.find((one) => String(one.number) === number)
      const stored = output?.fileId == null ? undefined : await platform.files.find(db, output.fileId)
      if (!output || !stored) throw notFound()
      return sendStored(platform, request, reply, { ...stored, name: output.name })
    },
  )

  async function find(secret: string): Promise<StudyRow> {
    const study = await studyBySecret(platform, secret)
    if (!study) throw notFound()
    return study
  }

  async function findIn(secret: string, id: string): Promise<{ study: StudyRow; analysis: AnalysisRow }> {
    const study = await find(secret)
    const analysis = await findAnalysis(db, id)
    if (analysis?.study_id !== study.id) throw notFound()
    return { study, analysis }
  }
}
