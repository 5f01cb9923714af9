import type { Db } from '../../../platform/database/tables.ts'
import type { AgreementRow } from '../tables.ts'

/** What the Director's Office said about a revision, the first first. */
export function listAgreements(db: Db, revisionId: string): Promise<AgreementRow[]> {
  return db
    .selectFrom('observations_agreements')
    .selectAll()
    .where('revision_id', '=', revisionId)
    .orderBy('id')
    .limit(1_000)
    .execute()
}

/** By revision: what the Director's Office said last about those that have something to sign. */
export async function latestAgreements(
  db: Db,
  revisionIds: readonly string[],
): Promise<ReadonlyMap<string, AgreementRow>> {
  const latest = new Map<string, AgreementRow>()
  for (let at = 0; at < revisionIds.length; at += chunk) {
    const rows = await db
      .selectFrom('observations_agreements')
      .selectAll()
      .where('revision_id', 'in', revisionIds.slice(at, at + chunk))
      .orderBy('id')
      .execute()
    for (const row of rows) latest.set(row.revision_id, row)
  }
  return latest
}

/** Databases take so many values in one statement. */
const chunk = 5_000

export async function insertAgreement(tx: Db, row: AgreementRow): Promise<void> {
  await tx.insertInto('observations_agreements').values(row).execute()
}
