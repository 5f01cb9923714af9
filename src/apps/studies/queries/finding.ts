import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Person } from '../../../platform/accounts/person.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { isId, likeAnywhere } from '../../../platform/search/search.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'
import { seenBy } from './studies.ts'

/** Studies that this person may see, by a part of their name or their id, the latest first. */
export const findStudiesBy = (db: Db, person: Person, text: string, limit: number): Promise<StudyRow[]> =>
  db
    .selectFrom('studies_studies')
    .selectAll()
    .where(seenBy(person))
    .where('binned_at', 'is', null)
    .where(isCalled('studies_studies', text))
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()

export type FoundAnalysis = Pick<AnalysisRow, 'id' | 'title' | 'kind_title' | 'state'> & Readonly<{ study: string }>

/** The same for analyses, with the name of their study. */
export const findAnalysesBy = (db: Db, person: Person, text: string, limit: number): Promise<FoundAnalysis[]> =>
  db
    .selectFrom('studies_analyses')
    .innerJoin('studies_studies', 'studies_studies.id', 'studies_analyses.study_id')
    .select([
      'studies_analyses.id',
      'studies_analyses.title',
      'studies_analyses.kind_title',
      'studies_analyses.state',
      'studies_studies.title as study',
    ])
    .where(seenBy(person))
    .where('studies_studies.binned_at', 'is', null)
    .where(isCalled('studies_analyses', text))
    .orderBy('studies_analyses.created_at', 'desc')
    .orderBy('studies_analyses.id')
    .limit(limit)
    .execute()

const isCalled = (table: 'studies_studies' | 'studies_analyses', text: string): RawBuilder<SqlBool> =>
  isId(text)
    ? sql<SqlBool>`${sql.ref(`${table}.id`)} = ${text.toLowerCase()}`
    : sql<SqlBool>`lower(${sql.ref(`${table}.title`)}) like ${likeAnywhere(text)} escape '\\'`
