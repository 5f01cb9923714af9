import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { html } from '../../../platform/web/html.ts'
import { pageOf, sendFragment } from '../../../platform/web/page.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { beginUpload, dropUpload, finishUpload, partBytes, partCount, takePart } from '../arriving.ts'
import { refusedFiles } from '../pages/files.ts'
import { findUpload, listParts } from '../queries/files.ts'
import { IdParams } from '../schemas.ts'
import type { UploadRow } from '../tables.ts'
import { choiceOf } from './files.ts'
import { ownStudyOf } from './finding.ts'

const config = { rule: 'studies.edit' } as const
const text = z.string().max(200)
const UploadParams = z.object({ id: text, upload: text })
const PartParams = z.object({
  id: text,
  upload: text,
  part: z
    .string()
    .regex(/^\d{1,6}$/)
    .catch('999999'),
})
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional()
const Begin = z.object({
  name: z.string().min(1).max(5_000),
  size: z.coerce.number().int().min(0).max(1e12),
  sha256,
})
/** Browsers know the hash of a large file when they have read all of it: at the end. */
const Finish = z.object({ format: z.string().max(20).optional(), sha256 })

/** Large files in parts: begun, sent a part at a time, gone on with after whatever came between, put together. */
export function addUploadRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.post('/studies/:id/uploads', { schema: { params: IdParams, body: Begin }, config }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id)
    return reply.send(await progressOf(await beginUpload(platform, person, study, request.body)))
  })

  web.get('/studies/:id/uploads/:upload', { schema: { params: UploadParams }, config }, async (request, reply) =>
    reply.send(await progressOf((await uploadOf(request, request.params.upload)).upload)),
  )

  web.post(
    '/studies/:id/uploads/:upload/parts/:part',
    { schema: { params: PartParams }, config: { ...config, upload: { maxBytes: partBytes } } },
    async (request, reply) => {
      const { upload } = await uploadOf(request, request.params.upload)
      for await (const { bytes } of uploadedFiles(request))
        await takePart(platform, upload, Number(request.params.part), bytes)
      return reply.send(await progressOf(upload))
    },
  )

  web.post(
    '/studies/:id/uploads/:upload',
    { schema: { params: UploadParams, body: Finish }, config },
    async (request, reply) => {
      const { person, study, upload } = await uploadOf(request, request.params.upload)
      const arrived = await finishUpload(platform, person, study, upload, {
        choice: choiceOf(request.body.format),
        sha256: request.body.sha256,
      })
      if (arrived.file) return sendFragment(reply, html`<p class="state state-good">${arrived.name}</p>`)
      reply.code(422)
      return sendFragment(reply, refusedFiles(pageOf(request), [arrived]))
    },
  )

  web.post(
    '/studies/:id/uploads/:upload/remove',
    { schema: { params: UploadParams }, config },
    async (request, reply) => {
      const { upload, study } = await uploadOf(request, request.params.upload)
      await dropUpload(platform, upload)
      return reply.redirect(`/studies/${study.id}`, 303)
    },
  )

  async function uploadOf(request: FastifyRequest, uploadId: string) {
    const found = await ownStudyOf(platform, request, (request.params as { id: string }).id)
    const upload = await findUpload(db, found.study.id, found.person.id, uploadId)
    if (!upload) throw notFound()
    return { ...found, upload }
  }

  async function progressOf(upload: UploadRow) {
    const parts = await listParts(db, upload.id)
    return {
      id: upload.id,
      name: upload.name,
      size: upload.size_bytes,
      partBytes: upload.part_bytes,
      partCount: partCount(upload),
      parts: parts.map(({ number }) => number),
    }
  }
}
