import { randomUUIDv7 } from 'node:crypto'
import { actorOf, type Person } from '../../platform/accounts/person.ts'
import { analysesOf } from '../../platform/analyses.ts'
import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { changeStudy, noteStudy } from './changing.ts'
import { deleteAnalysis, listAnalyses, updateAnalysis } from './queries/analyses.ts'
import { deleteFile, listFiles, listParts, uploadsOfStudy } from './queries/files.ts'
import { deleteStudy, findTitle, insertStudy, pageOfStudies } from './queries/studies.ts'
import { demandRoom } from './quotas.ts'
import { type StudyForm, titleKey } from './schemas.ts'
import { expiryOf } from './settings.ts'
import type { AnalysisRow, StudyRow } from './tables.ts'
import { startWaiting } from './tasks.ts'

/** Begins an empty study. @throws UserError `studies.quota`, `studies.title-taken` */
export async function startStudy(
  platform: Platform,
  person: Person,
  form: Pick<StudyForm, 'title' | 'about'>,
  { isSample = false } = {},
): Promise<StudyRow> {
  const now = platform.now()
  const study: StudyRow = {
    id: randomUUIDv7(),
    owner_id: person.id,
    title: form.title,
    title_key: titleKey(form.title),
    about: form.about,
    notebook: '',
    group_id: null,
    is_sample: isSample ? 1 : 0,
    created_at: now,
    updated_at: now,
    version: 1,
    binned_at: null,
  }
  await platform.db.transaction().execute(async (tx) => {
    if (!isSample) await demandRoom(platform, tx, person.id, 'studies')
    await demandTitle(tx, study)
    await insertStudy(tx, study)
    await noteStudy(platform, tx, actorOf(person), 'started', study)
  })
  return study
}

/** @throws UserError `studies.title-taken`, `studies.changed-meanwhile` */
export async function editStudy(platform: Platform, person: Person, study: StudyRow, form: StudyForm): Promise<void> {
  const changes = { title: form.title, title_key: titleKey(form.title), about: form.about, updated_at: platform.now() }
  await platform.db.transaction().execute(async (tx) => {
    await demandTitle(tx, { ...study, ...changes })
    await changeStudy(tx, { ...study, version: form.version ?? study.version }, changes)
    const { title, about } = study
    await noteStudy(platform, tx, actorOf(person), 'edited', study, {
      before: { title, about },
      after: { title: form.title, about: form.about },
    })
  })
}

/** @throws UserError `studies.changed-meanwhile` */
export async function writeNotebook(
  platform: Platform,
  person: Person,
  study: StudyRow,
  { notebook, version }: Readonly<{ notebook: string; version: number }>,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await changeStudy(tx, { id: study.id, version }, { notebook, updated_at: platform.now() })
    await noteStudy(platform, tx, actorOf(person), 'notebook-written', study)
  })
}

/** Lays a study into the bin; what runs in it is called off first. */
export async function binStudy(platform: Platform, person: Person, study: StudyRow): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    for (const analysis of await listAnalyses(tx, study.id)) await callOff(platform, tx, analysis, actorOf(person))
    await changeStudy(tx, study, { binned_at: platform.now() })
    await noteStudy(platform, tx, actorOf(person), 'binned', study)
  })
}

/** @throws UserError `studies.title-taken` where another study has its name by now */
export async function restoreStudy(platform: Platform, person: Person, study: StudyRow): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await demandTitle(tx, study)
    await changeStudy(tx, study, { binned_at: null, updated_at: platform.now() })
    await noteStudy(platform, tx, actorOf(person), 'restored', study)
  })
}

/** Takes a study away with its files and analyses, for good. */
export async function removeStudy(platform: Platform, study: StudyRow, by: string): Promise<void> {
  await platform.db.transaction().execute((tx) => removeStudyIn(tx, platform, study, by))
}

/** Takes away whatever somebody has who leaves the house, the bin included; what still runs is called off. */
export async function removeStudiesOf(tx: Db, platform: Platform, personId: string): Promise<void> {
  for (;;) {
    const studies = await pageOfStudies(tx, personId, '', 100)
    if (studies.length === 0) return
    for (const study of studies) await removeStudyIn(tx, platform, study, 'system')
  }
}

async function removeStudyIn(tx: Db, platform: Platform, study: StudyRow, by: string): Promise<void> {
  for (;;) {
    const analyses = await listAnalyses(tx, study.id)
    if (analyses.length === 0) break
    for (const analysis of analyses) await removeAnalysisIn(tx, platform, analysis, by)
  }
  for (const file of await listFiles(tx, study.id)) {
    await deleteFile(tx, file.id)
    await platform.files.remove(tx, file.file_id)
  }
  for (const upload of await uploadsOfStudy(tx, study.id))
    for (const part of await listParts(tx, upload.id)) await platform.files.remove(tx, part.file_id)
  await deleteStudy(tx, study.id)
  await noteStudy(platform, tx, by, 'removed', study)
}

/** Takes an analysis away for good, and writes down that it was there. */
export async function removeAnalysis(
  platform: Platform,
  person: Person,
  study: StudyRow,
  analysis: AnalysisRow,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await removeAnalysisIn(tx, platform, analysis, actorOf(person))
    await noteStudy(platform, tx, actorOf(person), 'analysis-removed', study, { message: analysis.title })
  })
}

/** Takes an analysis away with its run and results; one that still runs is called off first. */
async function removeAnalysisIn(tx: Db, platform: Platform, analysis: AnalysisRow, by: string): Promise<void> {
  await deleteAnalysis(tx, analysis.id)
  if (analysis.run === null) return
  await (await analysesOf(platform)).remove(tx, platform, analysis.run, by)
  // Its place is free; nobody hears the end of what is gone.
  if (analysis.finished_at === null) await platform.tasks.enqueue(tx, startWaiting, { personId: analysis.owner_id })
}

/** Puts off the day on which results are taken away, by the usual time from now. */
export async function keepLonger(platform: Platform, { id }: AnalysisRow): Promise<void> {
  await updateAnalysis(platform.db, id, { expires_at: await expiryOf(platform, platform.now()), warned_at: null })
}

/** Calls off what waits or runs. False where it had ended. */
export async function callOff(platform: Platform, tx: Db, analysis: AnalysisRow, by: string): Promise<boolean> {
  if (analysis.state !== 'queued' && analysis.state !== 'running') return false
  if (analysis.run !== null) await (await analysesOf(platform)).cancel(tx, platform, analysis.run, by)
  else await updateAnalysis(tx, analysis.id, { state: 'cancelled', finished_at: platform.now(), sealed: null })
  return true
}

async function demandTitle(tx: Db, { id, owner_id, title_key }: StudyRow): Promise<void> {
  const other = await findTitle(tx, owner_id, title_key)
  if (!other || other.id === id) return
  const fields = [{ path: 'title', code: 'studies.title-taken', message: 'You have a study of this name already.' }]
  throw new UserError('conflict', 'studies.title-taken', 'You have a study of this name already.', { fields })
}
