import { inputsOf } from '../inputs.ts'
import { links } from '../links.ts'
import type { AnalysisRow, StudyFileRow, StudyRow } from '../tables.ts'

/** A study as programs see it. */
export const asStudy = (row: StudyRow) => ({
  id: row.id,
  title: row.title,
  about: row.about,
  ownerId: row.owner_id,
  isSample: row.is_sample === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  href: links.study(row.id),
})

export const asFile = (row: StudyFileRow) => ({
  id: row.id,
  name: row.name,
  format: row.format,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  createdAt: row.created_at,
  report: JSON.parse(row.report_json),
  href: links.file(row.study_id, row.id),
})

export const asAnalysis = (row: AnalysisRow) => ({
  id: row.id,
  studyId: row.study_id,
  title: row.title,
  kind: row.kind,
  state: row.state,
  failure: row.failure,
  sentence: row.sentence,
  parameters: JSON.parse(row.parameters_json),
  inputs: inputsOf(row),
  summary: row.summary_json === null ? null : JSON.parse(row.summary_json),
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  expiresAt: row.expires_at,
  /** Versions that computed it; null until it began. */
  madeWith: row.made_with,
  href: links.analysis(row.id),
})
