import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { writeNotebook } from '../keeping.ts'
import { links } from '../links.ts'
import { notebookHtml } from '../notebook.ts'
import { notebookPage } from '../pages/notebook.ts'
import { listAnalyses } from '../queries/analyses.ts'
import { listFiles } from '../queries/files.ts'
import { IdParams } from '../schemas.ts'
import { ownStudyOf } from './finding.ts'

const config = { rule: 'studies.edit' } as const
const NotebookForm = z.object({
  notebook: z.string().max(200_000),
  version: z.coerce.number().int(),
  /** Pressed: stay here and look at it. */
  look: z.string().optional(),
})

/** What somebody writes down beside data and results. */
export function addNotebookRoutes(web: Web, platform: Platform): void {
  const { db } = platform
  const view = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { study } = await ownStudyOf(platform, request, (request.params as { id: string }).id)
    const [files, analyses] = await Promise.all([listFiles(db, study.id), listAnalyses(db, study.id)])
    const text = String(state.values.notebook ?? study.notebook)
    return notebookPage(
      pageOf(request),
      study,
      text === '' ? null : await notebookHtml(text, { study, files, analyses }),
      state,
    )
  }

  web.get('/studies/:id/notebook', { schema: { params: IdParams }, config }, async (request, reply) =>
    sendPage(reply, await view(request, emptyForm)),
  )

  web.post(
    '/studies/:id/notebook',
    { schema: { params: IdParams, body: NotebookForm }, config: { ...config, form: view } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const { notebook, version, look } = request.body
      // Browsers send line ends as CR LF.
      await writeNotebook(platform, person, study, { notebook: notebook.replaceAll('\r\n', '\n'), version })
      return reply.redirect(
        look === undefined ? `${links.study(study.id)}#study-notebook` : links.notebook(study.id),
        303,
      )
    },
  )
}
