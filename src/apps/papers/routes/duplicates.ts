import { can } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { jobLinks } from '../../../platform/web/job-card.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import { readCursor, writeCursor } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { partPapers } from '../duplicates/parting.ts'
import { findDuplicates } from '../duplicates/task.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { links } from '../links.ts'
import { mergePapers, undoMerge } from '../merging-papers.ts'
import { type Candidate, comparePage, duplicatesPage, type Pair } from '../pages/duplicates.ts'
import { filesOf } from '../queries/files.ts'
import { countLikenesses, listLikenesses } from '../queries/likenesses.ts'
import { findPaper, findPaperByIdOrDoi, identifiersOf } from '../queries/papers.ts'
import { tagsOf } from '../queries/tags.ts'
import { CompareQuery, MergeForm, PairsQuery, PartForm } from '../schemas/duplicates.ts'
import { IdParams } from '../schemas/imports.ts'
import type { LikenessRow } from '../tables.ts'

const pairsShown = 10
const read = { rule: 'papers.read' } as const
const edit = { rule: 'papers.edit' } as const

/** `/papers/duplicates`, and merging two papers from there or from the page of one. */
export function addDuplicateRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.duplicates(), { schema: { querystring: PairsQuery }, config: read }, async (request, reply) => {
    const rows = await listPage(db, request.query.cursor)
    const last = rows.length > pairsShown ? rows[pairsShown - 1] : undefined
    const pairs = await Promise.all(
      rows.slice(0, pairsShown).map((row) => pairOf(db, row.first_id, row.second_id, row)),
    )
    const it = {
      pairs: pairs.filter((pair) => pair !== undefined),
      total: await countLikenesses(db),
      next: last ? writeCursor([last.rule, last.first_id, last.second_id]) : null,
      mayEdit: can(request.person, 'papers.edit'),
    }
    return sendPage(reply, duplicatesPage(pageOf(request), it))
  })

  web.post(links.searchDuplicates(), { config: edit }, async (request, reply) => {
    const how = { askedBy: actorOf(personOf(request)), uniqueKey: findDuplicates.name, requestId: request.id }
    const job = await db.transaction().execute((tx) => platform.tasks.enqueue(tx, findDuplicates, {}, how))
    return reply.redirect(jobLinks.job(job.id), 303)
  })

  web.post(links.partDuplicates(), { schema: { body: PartForm }, config: edit }, async (request, reply) => {
    const { one, other } = request.body
    await partPapers(platform, actorOf(personOf(request)), one, other)
    addNotice(reply, 'success', pageOf(request).t('They stay two papers.'))
    return reply.redirect(links.duplicates(), 303)
  })

  addMerging(web, platform)
}

function addMerging(web: Web, platform: Platform): void {
  const { db } = platform
  web.get('/papers/compare', { schema: { querystring: CompareQuery }, config: read }, async (request, reply) => {
    const one = await findPaperByIdOrDoi(db, asDoi(request.query.one))
    const other = await findPaperByIdOrDoi(db, asDoi(request.query.other))
    if (!one || !other) {
      addNotice(reply, 'warning', pageOf(request).t('There is no such paper.'))
      return reply.redirect(one ? links.paper(one.id) : links.duplicates(), 303)
    }
    const pair = await pairOf(db, one.id, other.id)
    if (!pair) throw notFound()
    return sendPage(reply, comparePage(pageOf(request), pair, can(request.person, 'papers.edit')))
  })

  web.post(links.merge(), { schema: { body: MergeForm }, config: edit }, async (request, reply) => {
    const { keep, merge, next } = request.body
    await mergePapers(platform, actorOf(personOf(request)), keep, merge)
    addNotice(reply, 'success', pageOf(request).t('They are one paper now. Its page can undo this for 30 days.'))
    return reply.redirect(next === 'paper' ? links.paper(keep) : links.duplicates(), 303)
  })

  web.post(links.undoMerge(':id'), { schema: { params: IdParams }, config: edit }, async (request, reply) => {
    const { kept_id } = await undoMerge(platform, actorOf(personOf(request)), request.params.id)
    addNotice(reply, 'success', pageOf(request).t('They are two papers again.'))
    return reply.redirect(links.paper(kept_id), 303)
  })
}

/** One more than is shown, to know whether there are more. */
function listPage(db: Db, cursor: string | undefined): Promise<LikenessRow[]> {
  const place = readCursor(cursor, 3)?.map(String)
  const after = place ? ([place[0] ?? '', place[1] ?? '', place[2] ?? ''] as const) : undefined
  return listLikenesses(db, { after, limit: pairsShown + 1 })
}

/** Undefined where one of the papers has gone meanwhile. */
async function pairOf(db: Db, one: string, other: string, likeness?: LikenessRow): Promise<Pair | undefined> {
  const [left, right] = [await candidate(db, one), await candidate(db, other)]
  return left && right ? { one: left, other: right, likeness } : undefined
}

async function candidate(db: Db, id: string): Promise<Candidate | undefined> {
  const paper = await findPaper(db, id)
  if (!paper) return undefined
  const names = (await identifiersOf(db, id)).map(({ scheme, value }) => `${scheme} ${value}`)
  return { paper, names, files: (await filesOf(db, id)).length, tags: await tagsOf(db, id) }
}

/** A DOI however it is written, an address of a paper in this house, or an id. */
function asDoi(text: string): string {
  const id = /\/papers\/list\/([0-9a-f-]{36})/.exec(text)?.[1]
  return id ?? normaliseDoi(text).doi ?? text
}
