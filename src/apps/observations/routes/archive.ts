import { z } from 'zod'
import { csvLine } from '../../../platform/csv.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { approvedPage, monthPage, monthsPage } from '../pages/archive.ts'
import { nameThem } from '../people.ts'
import { listApproved, listMonths, listOfMonth } from '../queries/archive.ts'
import { revisionKey } from '../signoff/approval.ts'

const MonthAddress = z.object({ month: z.string().max(60) })
const shownApproved = 500
const mostOfMonth = 5_000
const csvPage = 1_000

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

async function* approvedCsv({ db }: Platform): AsyncGenerator<string, void> {
  yield csvLine(['obsid', 'revision', 'sequence_number', 'approved_at', 'approved_by'])
  for (let offset = 0; ; offset += csvPage) {
    const rows = await listApproved(db, { limit: csvPage, offset })
    const names = await nameThem(
      db,
      rows.map((row) => row.submitted_by),
    )
    for (const row of rows) {
      const { obsid, revision_number, sequence_number, submitted_at, submitted_by } = row
      yield csvLine([
        obsid,
        revisionKey(obsid, revision_number),
        sequence_number,
        submitted_at,
        names.get(submitted_by)?.name ?? '',
      ])
    }
    if (rows.length < csvPage) return
  }
}
