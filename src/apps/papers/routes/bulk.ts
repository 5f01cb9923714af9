import type { FastifyReply } from 'fastify'
import { demand } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { jobLinks } from '../../../platform/web/job-card.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { type Page, pageOf, sendPage } from '../../../platform/web/page.ts'
import { tableAddress } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { actOnPapers, type BulkResult, demandSense, MOST_AT_ONCE, startBulk } from '../bulk-acting.ts'
import type { BulkInput } from '../bulk-task.ts'
import { bulkActions } from '../bulk-words.ts'
import { links } from '../links.ts'
import { bulkPage } from '../pages/bulk.ts'
import { listMatching } from '../queries/paper-table.ts'
import { BulkForm } from '../schemas/bulk.ts'
import { countPapers } from '../searching/counting.ts'
import { filterOf } from './table.ts'

/** `POST /papers/list/bulk`: the same for the ticked papers at once, for all that match after asking again. */
export function addBulkRoutes(web: Web, platform: Platform): void {
  web.post(links.bulk(), { schema: { body: BulkForm }, config: { rule: 'papers.read' } }, async (request, reply) => {
    const person = personOf(request)
    const page = pageOf(request)
    const { wish, scope, id: ticked, state, confirmedAt } = request.body
    demand(person, bulkActions[wish.action].rule)
    const back = tableAddress(links.list(), state)

    if (scope === 'selected') {
      if (ticked.length === 0) throw nothingTicked()
      sayResult(page, reply, await actOnPapers(platform, actorOf(person), wish, ticked))
      return reply.redirect(back, 303)
    }

    demandSense(wish)
    const { filter } = filterOf(state)
    const { total: count } = await countPapers(platform.database, filter)
    if (confirmedAt === undefined)
      return sendPage(reply, bulkPage(page, { wish, state, count, confirmedAt: platform.now() }))
    return actOnAll(platform, reply, { ...wish, filter, count, confirmedAt, by: actorOf(person) }, back)
  })
}

/** Few are done at once, more by a job whose page comes next. */
async function actOnAll(
  platform: Platform,
  reply: FastifyReply,
  input: BulkInput,
  back: string,
): Promise<FastifyReply> {
  const few = await listMatching(platform.database, input.filter, {
    afterSeq: 0,
    unchangedSince: input.confirmedAt,
    limit: MOST_AT_ONCE + 1,
  })
  if (few.length > MOST_AT_ONCE) {
    const job = await startBulk(platform, input, reply.request.id)
    return reply.redirect(jobLinks.job(job.id), 303)
  }
  const ids = few.map(({ id }) => id)
  sayResult(pageOf(reply.request), reply, await actOnPapers(platform, input.by, input, ids))
  return reply.redirect(back, 303)
}

function sayResult(page: Page, reply: FastifyReply, { done, left }: BulkResult): void {
  if (done > 0) addNotice(reply, 'success', page.t('Done for {{count}} papers.', { count: done }))
  if (left > 0)
    addNotice(
      reply,
      'info',
      page.t('{{count}} papers were left as they are: it does not fit where they stand.', { count: left }),
    )
}

export const nothingTicked = (): UserError =>
  new UserError(
    'invalid',
    'papers.nothing-ticked',
    'No paper is ticked. Tick some in the table, or choose all that match.',
  )
