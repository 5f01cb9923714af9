import { analysesOf } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Finish, JobContext } from '../../platform/tasks/tasks.ts'
import { links } from './links.ts'
import { analysisEnded, analysisEndedQuietly } from './notices.ts'
import { findAnalysis, updateAnalysis } from './queries/analyses.ts'
import { findStudyById, touchStudy } from './queries/studies.ts'
import { readResult, Summary, summaryType } from './results.ts'
import { expiryOf } from './settings.ts'

/** Puts down what an analysis that has ended takes and says, and tells its owner where it went well. */
export async function settle(
  platform: Platform,
  analysisId: string,
  job: JobContext,
): Promise<Finish<void> | undefined> {
  const { db, files } = platform
  const row = await findAnalysis(db, analysisId)
  const run = row?.run == null ? undefined : await (await analysesOf(platform)).look(db, row.run)
  if (!row || !run || row.finished_at === null) return undefined

  let bytes = 0
  for (const { fileId, isFailureState } of run.outputs)
    bytes += isFailureState || fileId === null ? 0 : ((await files.find(db, fileId))?.sizeBytes ?? 0)
  const summary = await readResult(
    platform,
    run.outputs.find(({ dataType }) => dataType === summaryType),
    Summary,
  )
  const expires = await expiryOf(platform, row.finished_at)
  const sentence = row.sentence ?? summary?.verdict.sentence ?? null

  return job.finish(async (tx) => {
    const study = await findStudyById(tx, row.study_id)
    const summary_json = summary ? JSON.stringify(summary) : null
    await updateAnalysis(tx, row.id, { output_bytes: bytes, summary_json, sentence, expires_at: expires })
    await touchStudy(tx, row.study_id, platform.now())
    if (row.state !== 'done' || !study) return
    await platform.notify(tx, {
      person: row.owner_id,
      kind: row.tell_by_mail === 1 ? analysisEnded : analysisEndedQuietly,
      text: 'done',
      values: { analysis: row.title, study: study.title, duration: durationOf(row), sentence: sentence ?? '' },
      href: links.analysis(row.id),
      batch: row.sweep_id === null ? undefined : `studies/sweep/${row.sweep_id}`,
    })
  })
}

/** Such as `4 min 10 s`: letters have no zone and no language of their own. */
function durationOf({
  started_at: from,
  finished_at: to,
}: Readonly<{ started_at: string | null; finished_at: string | null }>): string {
  if (from === null || to === null) return '0 s'
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))
  const pieces = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = pieces.filter(([count]) => count > 0).slice(0, 2)
  return shown.length === 0 ? '0 s' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
