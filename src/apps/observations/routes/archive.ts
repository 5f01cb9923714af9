import { z } from 'zod'
import { csvLine } from '../../../platform/csv.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { calendarEvent, calendarFoot, calendarHead, calendarTime } from '../calendar.ts'
import { links } from '../links.ts'
import { approvedPage, monthPage, monthsPage } from '../pages/archive.ts'
import { nameThem } from '../people.ts'
import { type ApprovedRow, listApproved, listMonths, listOfMonth } from '../queries/archive.ts'
import { revisionKey } from '../signoff/approval.ts'

const MonthAddress = z.object({ month: z.string().max(60) })
const shownApproved = 500
const mostOfMonth = 5_000
const onePage = 1_000

/** What is approved, and every revision by its month. */
export function addArchiveRoutes(web: Web, platform: Platform): void {
  const { db } = platform
  const read = { rule: 'observations.read' } as const

  web.get(links.approved(), { config: read }, async (request, reply) => {
    const approved = await listApproved(db, { limit: shownApproved })
    const names = await nameThem(
      db,
      approved.map((row) => row.submitted_by),
    )
    return sendPage(reply, approvedPage(pageOf(request), approved, names))
  })

  web.get(links.approvedCsv(), { config: read }, (_request, reply) =>
    sendLines(reply, { name: 'approved.csv', type: 'text/csv' }, approvedCsv(platform)),
  )

  web.get(links.approvedCalendar(), { config: read }, (_request, reply) =>
    sendLines(reply, { name: 'approved.ics', type: 'text/calendar' }, approvedCalendar(platform)),
  )

  web.get(links.months(), { config: read }, async (request, reply) =>
    sendPage(reply, monthsPage(pageOf(request), await listMonths(db))),
  )

  web.get(links.month(':month'), { schema: { params: MonthAddress }, config: read }, async (request, reply) => {
    const { month } = request.params
    if (!/^\d{4}-\d{2}$/.test(month)) return reply.redirect(links.months(), 303)
    const revisions = await listOfMonth(db, month, mostOfMonth)
    const names = await nameThem(
      db,
      revisions.map((row) => row.submitted_by),
    )
    return sendPage(reply, monthPage(pageOf(request), month, revisions, names))
  })
}

async function* approvedCsv(platform: Platform): AsyncGenerator<string, void> {
  yield csvLine(['obsid', 'revision', 'sequence_number', 'type', 'planned_for', 'approved_at', 'approved_by'])
  for await (const { obsid, revision_number, sequence_number, by, ...row } of everyApproved(platform)) {
    const key = revisionKey(obsid, revision_number)
    yield csvLine([obsid, key, sequence_number, row.obs_type, row.planned_at, row.submitted_at, by])
  }
}

/** An event at the moment of each approval. */
async function* approvedCalendar(platform: Platform): AsyncGenerator<string, void> {
  const { now, config } = platform
  const house = { now: now(), host: new URL(config.baseUrl).hostname }
  yield calendarHead
  for await (const { obsid, revision_number, submitted_at, planned_at, by } of everyApproved(platform)) {
    const key = revisionKey(obsid, revision_number)
    const event = {
      id: `approval-${key}`,
      when: [`DTSTART:${calendarTime(submitted_at)}`],
      summary: `Approved for flight: ${key}`,
      description: planned_at === null ? `By ${by}.` : `By ${by}. Planned for ${planned_at.slice(0, 10)}.`,
      url: new URL(links.revision(key), config.baseUrl).href,
    }
    yield calendarEvent(event, house)
  }
  yield calendarFoot
}

/** All of them, a page at a time, with the name of whoever approved. */
async function* everyApproved({ db }: Platform): AsyncGenerator<ApprovedRow & Readonly<{ by: string }>, void> {
  let after: ApprovedRow | undefined
  for (;;) {
    const rows = await listApproved(db, { limit: onePage, after })
    const names = await nameThem(
      db,
      rows.map((row) => row.submitted_by),
    )
    for (const row of rows) yield { ...row, by: names.get(row.submitted_by)?.name ?? '' }
    if (rows.length < onePage) return
    after = rows.at(-1)
  }
}
