import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { uploadedFiles } from '../../../platform/web/uploads.ts'
import type { Web } from '../../../platform/web/web.ts'
import { startStudy } from '../keeping.ts'
import { listAnalyses } from '../queries/analyses.ts'
import { listFiles } from '../queries/files.ts'
import { listStudies } from '../queries/studies.ts'
import { choiceOf } from '../routes/files.ts'
import { ownStudyOf, studyOf } from '../routes/finding.ts'
import { IdParams, StudyForm } from '../schemas.ts'
import { addFile, sentenceOf } from '../uploading.ts'
import { asAnalysis, asFile, asStudy } from './representing.ts'

const root = '/api/v1/studies'
const params = IdParams
const edit = { rule: 'studies.edit' } as const
const read = { rule: 'studies.read' } as const
const mostBytes = 100_000_000_000

/** Studies and their files for programs. */
export function addStudyApi(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(root, { config: { ...read, about: { summary: 'Studies you may look at' } } }, async (request) => ({
    items: (await listStudies(db, personOf(request), { bin: false })).map(asStudy),
    next: null,
  }))

  web.post(
    root,
    { schema: { body: StudyForm }, config: { ...edit, about: { summary: 'Begin a study' } } },
    async (request, reply) =>
      reply.code(201).send(asStudy(await startStudy(platform, personOf(request), request.body))),
  )

  web.get(
    `${root}/:id`,
    { schema: { params }, config: { ...read, about: { summary: 'A study with its files and analyses' } } },
    async (request) => {
      const { study } = await studyOf(platform, request, request.params.id)
      return {
        ...asStudy(study),
        files: (await listFiles(db, study.id)).map(asFile),
        analyses: (await listAnalyses(db, study.id)).map(asAnalysis),
      }
    },
  )

  web.post(
    `${root}/:id/files`,
    {
      schema: { params },
      config: { ...edit, upload: { maxBytes: mostBytes }, about: { summary: 'Add files, as multipart/form-data' } },
    },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      const added = []
      for await (const { name, bytes, fields } of uploadedFiles(request)) {
        const { file, findings, refusal } = await addFile(platform, person, study, {
          name,
          bytes,
          choice: choiceOf(fields.format),
        })
        if (!file) {
          const sentences = refusal === undefined ? findings.map(sentenceOf) : [refusal]
          const errors = sentences.map((message) => ({ path: name, code: 'studies.file-refused', message }))
          throw new UserError('invalid', 'studies.file-refused', `${name}: ${sentences[0] ?? ''}`, { fields: errors })
        }
        added.push({ ...asFile(file), warnings: findings.map(sentenceOf) })
      }
      return reply.code(201).send({ items: added, next: null })
    },
  )
}
