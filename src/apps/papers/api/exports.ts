import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import type { TableState } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { archiveOfPapers } from '../exporting/archive.ts'
import { exportFormats } from '../exporting/formats.ts'
import { apiLinks } from '../links.ts'
import { filterOf } from '../routes/table.ts'
import { PaperQuery } from '../schemas/table.ts'

/** Everything that a search lets through, in each form, for programs: made while it is sent, so that nothing waits. */
export function addExportApi(web: Web, platform: Platform): void {
  const schema = { querystring: PaperQuery }
  const reading = (summary: string) => ({ rule: 'papers.read', about: { summary } }) as const

  for (const { extension, title, type, write } of exportFormats) {
    web.get(
      apiLinks.export(extension),
      { schema, config: reading(`All papers that match, as ${title}`) },
      async ({ query }, reply) =>
        sendLines(reply, { name: `papers.${extension}`, type }, write(platform.database, demandFilter(query))),
    )
  }
  web.get(
    apiLinks.export('zip'),
    { schema, config: reading('The files of all papers that match, with a manifest') },
    async ({ query }, reply) => reply.type('application/zip').send(archiveOfPapers(platform, demandFilter(query))),
  )
}

/** @throws UserError `papers.search-word` */
function demandFilter(query: TableState) {
  const { filter, problems } = filterOf(query)
  if (problems.length === 0) return filter
  const words = problems.map(({ word }) => word).join(', ')
  throw new UserError('invalid', 'papers.search-word', `This means nothing in a search: ${words}.`, {
    fields: [{ path: 'q', code: 'unknown', message: words }],
  })
}
