import { type SqlBool, sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import type { LikenessRow, PaperRow } from '../tables.ts'
import { chunked } from './chunks.ts'

/** What tells whether two papers are alike. */
export type Comparable = Pick<
  PaperRow,
  | 'seq'
  | 'id'
  | 'doi'
  | 'type'
  | 'title'
  | 'title_fingerprint'
  | 'published_year'
  | 'journal'
  | 'pages'
  | 'authors_json'
>

/** The folded titles of the next papers, in the order of `seq`. */
export async function listFingerprints(
  db: Db,
  afterSeq: number,
  limit: number,
): Promise<{ seq: number; fingerprint: string | null }[]> {
  const rows = await db
    .selectFrom('papers')
    .select(['seq', 'title_fingerprint as fingerprint'])
    .where('seq', '>', afterSeq)
    .where('status', '!=', 'deleted')
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, fingerprint }) => ({ seq: Number(seq), fingerprint }))
}

export async function listComparable(db: Db, seqs: readonly number[]): Promise<Comparable[]> {
  const papers: Comparable[] = []
  for (const some of chunked(seqs)) {
    const rows = await db
      .selectFrom('papers')
      .select([
        'seq',
        'id',
        'doi',
        'type',
        'title',
        'title_fingerprint',
        'published_year',
        'journal',
        'pages',
        'authors_json',
      ])
      .where('seq', 'in', some)
      .orderBy('seq')
      .execute()
    papers.push(...rows.map((row) => ({ ...row, seq: Number(row.seq) })))
  }
  return papers
}

export type NamePlace = Readonly<{ scheme: string; value: string; paper_id: string }>

/** The next identifiers of these schemes, in their order, those of deleted papers left out. */
export function listNames(
  db: Db,
  schemes: readonly string[],
  after: NamePlace | undefined,
  limit: number,
): Promise<NamePlace[]> {
  return db
    .selectFrom('papers_ids')
    .innerJoin('papers', 'papers.id', 'papers_ids.paper_id')
    .select(['scheme', 'value', 'paper_id'])
    .where('scheme', 'in', [...schemes])
    .where('papers.status', '!=', 'deleted')
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(papers_ids.scheme, papers_ids.value, papers_ids.paper_id) > (${after?.scheme}, ${after?.value}, ${after?.paper_id})`,
      ),
    )
    .orderBy('papers_ids.scheme')
    .orderBy('papers_ids.value')
    .orderBy('papers_ids.paper_id')
    .limit(limit)
    .execute()
}

/** Notes pairs; one that somebody told apart stays so, one that was found before is found anew. */
export async function putLikenesses(tx: Db, rows: readonly LikenessRow[]): Promise<void> {
  for (const some of chunked(rows)) {
    await tx
      .insertInto('papers_likenesses')
      .values([...some])
      .onConflict((conflict) =>
        conflict.columns(['first_id', 'second_id']).doUpdateSet(({ ref }) => ({
          rule: ref('excluded.rule'),
          shared: ref('excluded.shared'),
          found_at: ref('excluded.found_at'),
        })),
      )
      .execute()
  }
}

/** Forgets pairs that were not found again, but for what somebody decided about them. */
export async function deleteUnlike(tx: Db, foundBefore: string): Promise<void> {
  await tx.deleteFrom('papers_likenesses').where('found_at', '<', foundBefore).where('parted_at', 'is', null).execute()
}

export type LikenessPlace = readonly [rule: string, firstId: string, secondId: string]

/** Pairs that wait for somebody, those that share an identifier first; `after` pages on. */
export function listLikenesses(
  db: Db,
  { after, limit }: { after?: LikenessPlace | undefined; limit: number },
): Promise<LikenessRow[]> {
  return openPairs(db)
    .selectAll('papers_likenesses')
    .$if(after !== undefined, (query) =>
      query.where(sql<SqlBool>`(rule, first_id, second_id) > (${after?.[0]}, ${after?.[1]}, ${after?.[2]})`),
    )
    .orderBy('rule')
    .orderBy('first_id')
    .orderBy('second_id')
    .limit(limit)
    .execute()
}

export async function countLikenesses(db: Db): Promise<number> {
  const { count } = await openPairs(db)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Those of which neither paper is deleted, and that nobody told apart. */
const openPairs = (db: Db) =>
  db
    .selectFrom('papers_likenesses')
    .innerJoin('papers as one', 'one.id', 'first_id')
    .innerJoin('papers as other', 'other.id', 'second_id')
    .where('one.status', '!=', 'deleted')
    .where('other.status', '!=', 'deleted')
    .where('parted_at', 'is', null)

/** Says that a pair is two papers; it needs not have been found. */
export async function putParted(tx: Db, row: LikenessRow): Promise<void> {
  const { parted_by, parted_at } = row
  await tx
    .insertInto('papers_likenesses')
    .values(row)
    .onConflict((conflict) => conflict.columns(['first_id', 'second_id']).doUpdateSet({ parted_by, parted_at }))
    .execute()
}
