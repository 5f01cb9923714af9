import { type SelectQueryBuilder, sql } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import type { AnalysisRow, AnalysisState } from '../tables.ts'

export type OwnAnalysis = AnalysisRow & Readonly<{ study_title: string }>

export type OwnFilter = Readonly<{
  /** Part of the name, the kind, the study or the outcome. */
  search: string | undefined
  states: readonly AnalysisState[] | undefined
  kind: string | undefined
}>

/** Everything somebody computed, the latest first; what lies in the bin is left out. */
export function listOwn(
  db: Db,
  ownerId: string,
  filter: OwnFilter,
  { before, limit }: Readonly<{ before: string | undefined; limit: number }>,
): Promise<OwnAnalysis[]> {
  return filtered(db, ownerId, filter)
    .$if(before !== undefined, (query) => query.where('studies_analyses.id', '<', before ?? ''))
    .selectAll('studies_analyses')
    .select('studies_studies.title as study_title')
    .orderBy('studies_analyses.id', 'desc')
    .limit(limit)
    .execute()
}

export async function countOwn(db: Db, ownerId: string, filter: OwnFilter): Promise<number> {
  const counted = filtered(db, ownerId, filter).select(sql<number>`count(*)`.as('count'))
  return Number((await counted.executeTakeFirstOrThrow()).count)
}

/** Kinds of which somebody has an analysis, by name. */
export const kindsOf = (db: Db, ownerId: string): Promise<{ kind: string; kind_title: string }[]> =>
  db
    .selectFrom('studies_analyses')
    .select(['kind', 'kind_title'])
    .distinct()
    .where('owner_id', '=', ownerId)
    .orderBy('kind')
    .limit(200)
    .execute()

type Joined = SelectQueryBuilder<Tables, 'studies_analyses' | 'studies_studies', object>

function filtered(db: Db, ownerId: string, { search, states, kind }: OwnFilter): Joined {
  const pattern = `%${(search ?? '').toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const columns = [
    'studies_analyses.title',
    'studies_analyses.kind_title',
    'studies_studies.title',
    'studies_analyses.sentence',
  ]
  const tries = columns.map(
    (column) => sql<boolean>`lower(coalesce(${sql.ref(column)}, '')) like ${pattern} escape '\\'`,
  )
  return db
    .selectFrom('studies_analyses')
    .innerJoin('studies_studies', 'studies_studies.id', 'studies_analyses.study_id')
    .where('studies_analyses.owner_id', '=', ownerId)
    .where('studies_studies.binned_at', 'is', null)
    .$if(search !== undefined, (query) => query.where((row) => row.or(tries)))
    .$if(states !== undefined, (query) => query.where('studies_analyses.state', 'in', states ?? []))
    .$if(kind !== undefined, (query) => query.where('studies_analyses.kind', '=', kind ?? ''))
}
