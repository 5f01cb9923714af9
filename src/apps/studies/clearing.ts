import { analysesOf } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import { removeStudy } from './keeping.ts'
import { links } from './links.ts'
import { resultsExpire } from './notices.ts'
import { listExpiring, listOldFailures, updateAnalysis } from './queries/analyses.ts'
import { deleteUpload, listOldUploads, listParts } from './queries/files.ts'
import { deleteExpiredLinks } from './queries/sharing.ts'
import { findStudyById, listForgotten } from './queries/studies.ts'
import { binDaysSetting, failureDaysSetting } from './settings.ts'
import type { AnalysisRow } from './tables.ts'

const dayMs = 24 * 3_600_000
const batch = 200
const uploadDays = 7
/** Days before the end at which owners are told. */
const warnings = [14, 3] as const

/** Takes away what has had its time, and tells people of what soon will have. Safe to be stopped at any point. */
export async function clearAway(platform: Platform, signal: AbortSignal): Promise<void> {
  const before = (days: number): string => new Date(Date.parse(platform.now()) - days * dayMs).toISOString()
  const { db, settings } = platform
  for (const study of await listForgotten(db, before(await settings.get(db, binDaysSetting)), batch)) {
    signal.throwIfAborted()
    await removeStudy(platform, study, 'system')
  }
  await clearResults(platform, signal)
  await clearFailures(platform, before(await settings.get(db, failureDaysSetting)), signal)
  await clearUploads(platform, before(uploadDays))
  await deleteExpiredLinks(db, platform.now())
}

async function clearResults(platform: Platform, signal: AbortSignal): Promise<void> {
  const now = platform.now()
  const soon = new Date(Date.parse(now) + warnings[0] * dayMs).toISOString()
  for (const analysis of await listExpiring(platform.db, soon, batch)) {
    signal.throwIfAborted()
    if ((analysis.expires_at ?? now) > now) await warn(platform, analysis)
    else await removeResults(platform, analysis)
  }
}

/** Once at 14 days, once at 3. */
async function warn(platform: Platform, analysis: AnalysisRow): Promise<void> {
  const now = platform.now()
  const days = Math.ceil((Date.parse(analysis.expires_at ?? now) - Date.parse(now)) / dayMs)
  const step = warnings.findLast((one) => days <= one)
  const lastDays =
    analysis.warned_at === null
      ? Infinity
      : (Date.parse(analysis.expires_at ?? now) - Date.parse(analysis.warned_at)) / dayMs
  if (step === undefined || lastDays <= step) return
  await platform.db.transaction().execute(async (tx) => {
    const study = await findStudyById(tx, analysis.study_id)
    await updateAnalysis(tx, analysis.id, { warned_at: now })
    await platform.notify(tx, {
      person: analysis.owner_id,
      kind: resultsExpire,
      text: 'soon',
      values: { analysis: analysis.title, study: study?.title ?? '', days },
      href: links.analysis(analysis.id),
    })
  })
}

/** The row stays, with what was asked for and what came of it in a sentence. */
async function removeResults(platform: Platform, { id, run }: AnalysisRow): Promise<void> {
  const analyses = await analysesOf(platform)
  await platform.db.transaction().execute(async (tx) => {
    if (run !== null) await analyses.remove(tx, platform, run, 'system')
    await updateAnalysis(tx, id, { run: null, output_bytes: 0, expires_at: null })
  })
}

async function clearFailures(platform: Platform, before: string, signal: AbortSignal): Promise<void> {
  for (const analysis of await listOldFailures(platform.db, before, batch)) {
    signal.throwIfAborted()
    await removeResults(platform, analysis)
  }
}

async function clearUploads(platform: Platform, before: string): Promise<void> {
  for (const upload of await listOldUploads(platform.db, before, batch))
    await platform.db.transaction().execute(async (tx) => {
      for (const part of await listParts(tx, upload.id)) await platform.files.remove(tx, part.file_id)
      await deleteUpload(tx, upload.id)
    })
}
