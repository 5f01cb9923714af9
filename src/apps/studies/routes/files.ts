import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendStored } from '../../../platform/web/downloads.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm, type FormState, filledForm } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { bundleStructures } from '../bundling.ts'
import { type FormatChoice, formatChoices } from '../checking/checking.ts'
import { matchOf } from '../checking/matching.ts'
import { links } from '../links.ts'
import { mendFile, offersFor } from '../mending.ts'
import { filePage } from '../pages/file.ts'
import { findFile, listFiles } from '../queries/files.ts'
import { FileParams, IdParams } from '../schemas.ts'
import type { StudyFileRow } from '../tables.ts'
import { type Arrived, addFile, removeFile, sentenceOf } from '../uploading.ts'
import { type Found, noteForeignLook, ownStudyOf, studyOf } from './finding.ts'
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
    return sendStored(platform.files, request, reply, { ...stored, name: file.name })
  })

  web.get('/studies/:id/files/:file/look', { schema: { params: FileParams }, config: read }, async (request, reply) => {
    const found = await studyOf(platform, request, request.params.id)
    const view = await fileViewOf(platform, request, found, request.params.file, filledForm({ percent: '3' }))
    await noteForeignLook(platform, found)
    return sendPage(reply, view)
  })

  web.post('/studies/:id/files/bundled', { schema: { params: IdParams }, config: edit }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id)
    const { file } = demandTaken(await bundleStructures(platform, person, study), 'studies.bundling')
    addNotice(reply, 'success', pageOf(request).t('“{{name}}” is in.', { name: file.name }))
    return reply.redirect(links.lookAtFile(study.id, file.id), 303)
  })

  const mendingForm = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { id, file } = request.params as { id: string; file: string }
    return fileViewOf(platform, request, await ownStudyOf(platform, request, id), file, state)
  }

  web.post(
    '/studies/:id/files/:file/mended',
    { schema: { params: FileParams, body: MendingForm }, config: { ...edit, form: mendingForm } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const file = await findFile(platform.db, study.id, request.params.file)
      if (!file) throw notFound()
      const { convertsQ, sorts, percent } = request.body
      const relativeError = percent === undefined ? null : percent / 100
      const arrived = await mendFile(platform, person, study, file, { convertsQ, sorts, relativeError })
      const { file: made } = demandTaken(arrived, 'studies.mending')
      addNotice(reply, 'success', pageOf(request).t('“{{name}}” is in.', { name: made.name }))
      return reply.redirect(links.lookAtFile(study.id, made.id), 303)
    },
  )

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

/** The page of one file, with the form for mending it as it stands. */
async function fileViewOf(
  platform: Platform,
  request: FastifyRequest,
  { person, study }: Found,
  id: string,
  mending: FormState,
): Promise<View> {
  const files = (await listFiles(platform.db, study.id)).map((row) => ({ ...row, report: JSON.parse(row.report_json) }))
  const file = files.find((one) => one.id === id)
  if (!file) throw notFound()
  return filePage(pageOf(request), {
    study,
    file,
    report: file.report,
    match: matchOf(file, files),
    offers: offersFor(file),
    mending,
    mayEdit: study.owner_id === person.id && study.binned_at === null,
  })
}

/** What was made is in; or it cannot be kept, or is there already. */
function demandTaken({ file, refusal, findings }: Arrived, code: string): { file: StudyFileRow } {
  if (file) return { file }
  throw new UserError('invalid', code, refusal ?? findings.map(sentenceOf).join(' '))
}

const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined)
const MendingForm = z.object({
  convertsQ: ticked,
  sorts: ticked,
  percent: z.coerce.number('Please give a number.').min(0.01).max(100).optional(),
})

export const choiceOf = (text: string | undefined): FormatChoice =>
  formatChoices.find((choice) => choice === text) ?? 'auto'

const noFile = (): UserError => {
  const message = 'Please choose a file first.'
  return new UserError('invalid', 'studies.no-file', message, {
    fields: [{ path: 'files', code: 'studies.no-file', message }],
  })
}
