import type { FastifyRequest } from 'fastify'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { findPerson } from '../../../platform/accounts/queries/people.ts'
import { analysesOf, type Run } from '../../../platform/analyses.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { partCount } from '../arriving.ts'
import { binStudy, editStudy, removeStudy, restoreStudy, startStudy } from '../keeping.ts'
import { links } from '../links.ts'
import { notebookHtml } from '../notebook.ts'
import { binPage, studiesPage } from '../pages/studies.ts'
import { studyPage } from '../pages/study.ts'
import { studyFormPage } from '../pages/study-form.ts'
import { listAnalyses } from '../queries/analyses.ts'
import { listFiles, listParts, listUploads } from '../queries/files.ts'
import { type ListedStudy, listStudies } from '../queries/studies.ts'
import { quotasOf } from '../quotas.ts'
import { makeSample } from '../sampling.ts'
import { IdParams, StudyForm } from '../schemas.ts'
import { binDaysSetting, largestFileSetting } from '../settings.ts'
import { spokenIn } from '../speaking.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'
import type { Arrived } from '../uploading.ts'
import { isForeign, noteForeignLook, ownStudyOf, studyOf } from './finding.ts'

const read = { rule: 'studies.read' } as const
const edit = { rule: 'studies.edit' } as const
const params = IdParams

/** Studies themselves: the list, one of them, the bin. */
export function addStudyRoutes(web: Web, platform: Platform): void {
  const { db, settings } = platform

  web.get(links.list(), { config: read }, async (request, reply) => {
    const person = personOf(request)
    const studies = await listStudies(db, person, { bin: false })
    const quotas = await quotasOf(platform, db, person.id)
    return sendPage(reply, studiesPage(pageOf(request), { studies, quotas, owners: await ownersOf(platform, studies) }))
  })

  web.get(links.bin(), { config: edit }, async (request, reply) => {
    const studies = await listStudies(db, personOf(request), { bin: true })
    return sendPage(reply, binPage(pageOf(request), studies, await settings.get(db, binDaysSetting)))
  })

  web.get(links.create(), { config: edit }, (request, reply) =>
    sendPage(reply, studyFormPage(pageOf(request), undefined, emptyForm)),
  )

  const newForm = (request: FastifyRequest, state: FormState): View => studyFormPage(pageOf(request), undefined, state)
  web.post(
    links.create(),
    { schema: { body: StudyForm }, config: { ...edit, form: newForm } },
    async (request, reply) => {
      const study = await startStudy(platform, personOf(request), request.body)
      return reply.redirect(links.study(study.id), 303)
    },
  )

  web.post(links.sample(), { config: edit }, async (request, reply) =>
    reply.redirect(links.study(await makeSample(platform, personOf(request))), 303),
  )

  web.get('/studies/:id', { schema: { params }, config: read }, async (request, reply) => {
    const found = await studyOf(platform, request, request.params.id)
    await noteForeignLook(platform, found)
    return sendPage(reply, await viewOf(platform, request, found.study, emptyForm, []))
  })

  const editForm = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { study } = await ownStudyOf(platform, request, String((request.params as { id: string }).id))
    return studyFormPage(pageOf(request), study, state)
  }
  web.get('/studies/:id/edit', { schema: { params }, config: edit }, async (request, reply) =>
    sendPage(reply, await editForm(request, emptyForm)),
  )
  web.post(
    '/studies/:id/edit',
    { schema: { params, body: StudyForm }, config: { ...edit, form: editForm } },
    async (request, reply) => {
      const { person, study } = await ownStudyOf(platform, request, request.params.id)
      await editStudy(platform, person, study, request.body)
      return reply.redirect(links.study(study.id), 303)
    },
  )

  web.post('/studies/:id/bin', { schema: { params }, config: edit }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id)
    await binStudy(platform, person, study)
    addNotice(reply, 'info', pageOf(request).t('“{{title}}” lies in the bin now.', { title: study.title }))
    return reply.redirect(links.list(), 303)
  })
  web.post('/studies/:id/restore', { schema: { params }, config: edit }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id, { inBin: true })
    if (study.binned_at !== null) await restoreStudy(platform, person, study)
    return reply.redirect(links.study(study.id), 303)
  })
  web.post('/studies/:id/remove', { schema: { params }, config: edit }, async (request, reply) => {
    const { person, study } = await ownStudyOf(platform, request, request.params.id, { inBin: true })
    if (study.binned_at === null) await binStudy(platform, person, study)
    await removeStudy(platform, study, actorOf(person))
    addNotice(reply, 'info', pageOf(request).t('“{{title}}” is gone for good.', { title: study.title }))
    return reply.redirect(links.bin(), 303)
  })
}

/** The page of a study, with the form for files as it stands. */
export async function viewOf(
  platform: Platform,
  request: FastifyRequest,
  study: StudyRow,
  upload: FormState,
  refused: readonly Arrived[],
): Promise<View> {
  const { db, settings } = platform
  const person = personOf(request)
  const page = pageOf(request)
  const [files, analyses, owner] = await Promise.all([
    listFiles(db, study.id),
    listAnalyses(db, study.id),
    findPerson(db, study.owner_id),
  ])
  return studyPage(page, {
    study,
    files,
    analyses: await spokenIn(platform, page.language, analyses),
    runs: await runsOf(platform, analyses),
    notebook: study.notebook === '' ? null : await notebookHtml(study.notebook, { study, files, analyses }),
    owner: owner?.name ?? '',
    mayEdit: study.owner_id === person.id && study.binned_at === null,
    isForeign: isForeign({ person, study }),
    upload,
    refused,
    arriving: await arrivingFiles(platform, study, person.id),
    mostBytes: (await settings.get(db, largestFileSetting)) * 1e6,
  })
}

/** What runs or waits for a worker, by the id of its analysis. */
export async function runsOf(platform: Platform, analyses: readonly AnalysisRow[]): Promise<Map<string, Run>> {
  const { look } = await analysesOf(platform)
  const runs = new Map<string, Run>()
  for (const { id, run, finished_at: end } of analyses) {
    const found = run === null || end !== null ? undefined : await look(platform.db, run)
    if (found) runs.set(id, found)
  }
  return runs
}

async function arrivingFiles({ db }: Platform, study: StudyRow, personId: string) {
  const uploads = await listUploads(db, study.id, personId)
  return Promise.all(
    uploads.map(async (one) => ({
      id: one.id,
      name: one.name,
      here: (await listParts(db, one.id)).length,
      all: partCount(one),
    })),
  )
}

/** Names of the owners of studies by their id. */
async function ownersOf(
  { db }: Platform,
  studies: readonly Pick<ListedStudy, 'owner_id'>[],
): Promise<Map<string, string>> {
  const ids = [...new Set(studies.map(({ owner_id }) => owner_id))]
  const people = await Promise.all(ids.map((id) => findPerson(db, id)))
  return new Map(people.flatMap((person) => (person ? [[person.id, person.name] as const] : [])))
}
