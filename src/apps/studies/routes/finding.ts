import type { FastifyRequest } from 'fastify'
import { can } from '../../../platform/accounts/permissions.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { noteStudy } from '../changing.ts'
import { findAnalysis } from '../queries/analyses.ts'
import { findStudy } from '../queries/studies.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'

export type Found = Readonly<{ person: Person; study: StudyRow }>

/** The study of an address, for somebody who may look at it. @throws UserError `web.not-found` */
export async function studyOf(platform: Platform, request: FastifyRequest, id: string): Promise<Found> {
  const person = personOf(request)
  const study = await findStudy(platform.db, person, id)
  if (!study) throw notFound()
  return { person, study }
}

/** The same for its owner. @throws UserError `web.not-found`, `studies.not-yours`, `studies.in-bin` */
export async function ownStudyOf(
  platform: Platform,
  request: FastifyRequest,
  id: string,
  { inBin = false } = {},
): Promise<Found> {
  const found = await studyOf(platform, request, id)
  demandOwner(found)
  if (!inBin && found.study.binned_at !== null)
    throw new UserError('conflict', 'studies.in-bin', 'This study lies in the bin. Take it back first.')
  return found
}

/** @throws UserError `studies.not-yours` */
export function demandOwner({ person, study }: Found): void {
  if (study.owner_id === person.id) return
  throw new UserError('forbidden', 'studies.not-yours', 'You may look at this study; its owner alone may change it.')
}

export type FoundAnalysis = Found & Readonly<{ analysis: AnalysisRow }>

/** An analysis of a study that this person may look at. @throws UserError `web.not-found` */
export async function analysisOf(platform: Platform, request: FastifyRequest, id: string): Promise<FoundAnalysis> {
  const analysis = await findAnalysis(platform.db, id)
  if (!analysis) throw notFound()
  return { ...(await studyOf(platform, request, analysis.study_id)), analysis }
}

/** Whether somebody looks with the rights of an administrator alone. */
export const isForeign = ({ person, study }: Found): boolean =>
  can(person, 'house.administer') && study.owner_id !== person.id

/** That an administrator looked at what is not theirs is written down. */
export async function noteForeignLook(platform: Platform, found: Found): Promise<void> {
  if (!isForeign(found)) return
  await noteStudy(platform, platform.db, found.person.id, 'looked-into', found.study, { status: 'info' })
}
