import type { FastifyRequest } from 'fastify'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState, filledForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { type FormatChoice, formatChoices } from '../checking/checking.ts'
import { links } from '../links.ts'
import { findFile } from '../queries/files.ts'
import { FileParams, IdParams } from '../schemas.ts'
import { type Arrived, addFile, removeFile } from '../uploading.ts'
import { noteForeignLook, ownStudyOf, sendStored, studyOf } from './finding.ts'
import { viewOf } from './studies.ts'

/** What the parser of uploads lets through; the setting is asked for each file. */
const mostBytes = 100_000_000_000
const read = { rule: 'studies.read' } as const
const edit = { rule: 'studies.edit' } as const

/** Files of a study: in, out, away. */
export function addFileRoutes(web: Web, platform: Platform): void {
  const studyForm = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { study } = await ownStudyOf(platform, request, (request.params as { id: string }).id)
    return viewOf(platform, request, study, state, [])
  }

  web.post(
    '/studies/:id/files',
    { schema: { params: IdParams }, config: { ...edit, upload: { maxBytes: mostBytes }, form: studyForm } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const arrived: Arrived[] = []
      for await (const { name, bytes, fields } of uploadedFiles(request))
        arrived.push(await addFile(platform, person, study, { name, bytes, choice: choiceOf(fields.format) }))
      if (arrived.length === 0) throw noFile()
      const page = pageOf(request)
      const refused = arrived.filter(({ file }) => file === undefined)
      for (const { file } of arrived)
        if (file) addNotice(reply, 'success', page.t('“{{name}}” is in.', { name: file.name }))
      if (refused.length === 0) return reply.redirect(`${links.study(study.id)}#study-files`, 303)
      const { format } = request.body as { format?: string }
      reply.code(422)
      return sendPage(
        reply,
        await viewOf(platform, request, study, format === undefined ? emptyForm : filledForm({ format }), refused),
      )
    },
  )

  web.get('/studies/:id/files/:file', { schema: { params: FileParams }, config: read }, async (request, reply) => {
    const found = await studyOf(platform, request, request.params.id)
    const file = await findFile(platform.db, found.study.id, request.params.file)
    const stored = file && (await platform.files.find(platform.db, file.file_id))
    if (!file) throw notFound()
    if (!stored) throw new UserError('gone', 'studies.file-gone', 'The bytes of this file are gone.')
    await noteForeignLook(platform, found)
    return sendStored(platform, request, reply, { ...stored, name: file.name })
  })

  web.post(
    '/studies/:id/files/:file/remove',
    { schema: { params: FileParams }, config: edit },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const file = await findFile(platform.db, study.id, request.params.file)
      if (!file) throw notFound()
      await removeFile(platform, person, study, file)
      addNotice(reply, 'info', pageOf(request).t('“{{name}}” is no longer in the study.', { name: file.name }))
      return reply.redirect(links.study(study.id), 303)
    },
  )
}

export const choiceOf = (text: string | undefined): FormatChoice =>
  formatChoices.find((choice) => choice === text) ?? 'auto'

const noFile = (): UserError => {
  const message = 'Please choose a file first.'
  return new UserError('invalid', 'studies.no-file', message, {
    fields: [{ path: 'files', code: 'studies.no-file', message }],
  })
}
