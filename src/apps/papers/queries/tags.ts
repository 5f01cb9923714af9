import type { Db } from '../../../platform/database/tables.ts'
import type { TagRow } from '../tables.ts'
import { chunked } from './chunks.ts'

export type TagCount = Readonly<{ tag: string; count: number }>

/** The tags of the house, the commonest first. */
export async function listTags(db: Db, limit = 100): Promise<TagCount[]> {
  const rows = await db
    .selectFrom('papers_tags')
    .select(({ fn }) => ['tag', fn.countAll<number>().as('count')])
    .groupBy('tag')
    .orderBy('count', 'desc')
    .orderBy('tag')
    .limit(limit)
    .execute()
  return rows.map(({ tag, count }) => ({ tag, count: Number(count) }))
}

export const hasTags = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('papers_tags').select('tag').limit(1).executeTakeFirst()) !== undefined

/** The tags of some papers, by paper; of each in the order of the alphabet. */
export async function tagsOfMany(db: Db, paperIds: readonly string[]): Promise<Map<string, string[]>> {
  const byPaper = new Map<string, string[]>()
  if (paperIds.length === 0) return byPaper
  const rows = await db
    .selectFrom('papers_tags')
    .select(['paper_id', 'tag'])
    .where('paper_id', 'in', [...paperIds])
    .orderBy('tag')
    .execute()
  for (const { paper_id, tag } of rows) byPaper.set(paper_id, [...(byPaper.get(paper_id) ?? []), tag])
  return byPaper
}

export const tagsOf = async (db: Db, paperId: string): Promise<string[]> =>
  (await tagsOfMany(db, [paperId])).get(paperId) ?? []

/** Gives papers a tag; answers with those that did not have it. */
export async function insertTags(tx: Db, rows: readonly TagRow[]): Promise<string[]> {
  const fresh: string[] = []
  for (const some of chunked(rows)) {
    const added = await tx
      .insertInto('papers_tags')
      .values([...some])
      .onConflict((conflict) => conflict.doNothing())
      .returning('paper_id')
      .execute()
    fresh.push(...added.map(({ paper_id }) => paper_id))
  }
  return fresh
}

/** Takes a tag from papers; answers with those that had it. */
export async function deleteTags(tx: Db, tag: string, paperIds: readonly string[]): Promise<string[]> {
  const gone: string[] = []
  for (const some of chunked(paperIds)) {
    const removed = await tx
      .deleteFrom('papers_tags')
      .where('tag', '=', tag)
      .where('paper_id', 'in', some)
      .returning('paper_id')
      .execute()
    gone.push(...removed.map(({ paper_id }) => paper_id))
  }
  return gone
}
