import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import type { Web } from '../../../platform/web/web.ts'
import { bundleStructures } from '../bundling.ts'
import { mendFile } from '../mending.ts'
import { findFile } from '../queries/files.ts'
import { ownStudyOf } from '../routes/finding.ts'
import { FileParams, IdParams } from '../schemas.ts'
import { type Arrived, sentenceOf } from '../uploading.ts'
import { asFile } from './representing.ts'

const edit = { rule: 'studies.edit' } as const
const MendingBody = z.strictObject({
  /** q is divided by 10: from 1/nm to 1/Å. */
  convertsQ: z.boolean().default(false),
  /** Lines go by growing q. */
  sorts: z.boolean().default(false),
  /** Errors of a table of two columns, as a share of the intensity. */
  relativeError: z.number().gt(0).max(1).nullable().default(null),
})

/** What is made of files that are in a study, for programs. */
export function addFileApi(web: Web, platform: Platform): void {
  web.post(
    '/api/v1/studies/:id/files/:file/mended',
    {
      schema: { params: FileParams, body: MendingBody },
      config: { ...edit, about: { summary: 'Make a mended copy of a curve: in 1/Å, sorted, or with errors' } },
    },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const file = await findFile(platform.db, study.id, request.params.file)
      if (!file) throw notFound()
      const arrived = await mendFile(platform, person, study, file, request.body)
      return reply.code(201).send(taken(arrived, 'studies.mending'))
    },
  )

  web.post(
    '/api/v1/studies/:id/files/bundled',
    {
      schema: { params: IdParams },
      config: { ...edit, about: { summary: 'Pack the structures that came one by one' } },
    },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      return reply.code(201).send(taken(await bundleStructures(platform, person, study), 'studies.bundling'))
    },
  )
}

function taken({ file, refusal, findings }: Arrived, code: string) {
  if (!file) throw new UserError('invalid', code, refusal ?? findings.map(sentenceOf).join(' '))
  return { ...asFile(file), warnings: findings.map(sentenceOf) }
}
