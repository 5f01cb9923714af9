import type { FastifyReply } from 'fastify'
import { contentDisposition } from '../../../platform/files/download-headers.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { tableAddress } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { archiveOfPapers } from '../exporting/archive.ts'
import { exportFormats, exportNames } from '../exporting/formats.ts'
import { links } from '../links.ts'
import { MeantExport, TickedExport } from '../schemas/bulk.ts'
import { PaperQuery } from '../schemas/table.ts'
import { type PaperFilter, theseAlone } from '../searching/paper-filter.ts'
import { nothingTicked } from './bulk.ts'
import { filterOf } from './table.ts'

/** Everything that a filter lets through, or the ticked papers alone, in each form. */
export function addExportRoutes(web: Web, platform: Platform): void {
  const config = { rule: 'papers.read' } as const

  const send = (reply: FastifyReply, extension: string, filter: PaperFilter): FastifyReply => {
    const name = `papers-${platform.now().slice(0, 10)}.${extension}`
    const format = exportFormats.find((one) => one.extension === extension)
    if (format) return sendLines(reply, { name, type: format.type }, format.write(platform.database, filter))
    return reply
      .header('content-disposition', contentDisposition('attachment', name))
      .type('application/zip')
      .send(archiveOfPapers(platform, filter))
  }

  for (const [extension] of exportNames)
    web.get(links.listExport(extension), { schema: { querystring: PaperQuery }, config }, async (request, reply) =>
      send(reply, extension, filterOf(request.query).filter),
    )

  // The form leads to an address: pressed twice, it downloads twice.
  web.post(links.exportMeant(), { schema: { body: MeantExport }, config }, async (request, reply) => {
    const { scope, id: ticked, as, state } = request.body
    if (scope === 'all') return reply.redirect(tableAddress(links.listExport(as), state), 303)
    if (ticked.length === 0) throw nothingTicked()
    return reply.redirect(links.exportTicked(as, ticked), 303)
  })
  web.get(links.exportMeant(), { schema: { querystring: TickedExport }, config }, async (request, reply) =>
    send(reply, request.query.as, theseAlone(request.query.ids)),
  )
}
