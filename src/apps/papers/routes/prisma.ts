import { z } from 'zod'
import { csvLine } from '../../../platform/csv.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendLines } from '../../../platform/web/downloads.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import { many } from '../../../platform/web/table-query.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { prismaPage } from '../pages/prisma.ts'
import { findPrisma, type Prisma } from '../prisma.ts'
import { listTags } from '../queries/tags.ts'
import { openRemembering } from '../searching/counting.ts'

const PrismaQuery = z.object({
  list: many(z.string().max(100)),
  tag: z
    .string()
    .trim()
    .max(50)
    .transform((tag) => tag || null)
    .default(null),
})
type PrismaQuery = z.output<typeof PrismaQuery>

/** `/papers/prisma`: the flow of records, as a page, as CSV and for programs. */
export function addPrismaRoutes(web: Web, platform: Platform): void {
  const remember = openRemembering(platform.database)
  const schema = { querystring: PrismaQuery }
  const config = { rule: 'papers.read' } as const
  const countsOf = ({ list, tag }: PrismaQuery): Promise<Prisma> =>
    remember(`prisma ${JSON.stringify([list, tag])}`, () => findPrisma(platform, { lists: list, tag }))

  web.get(links.prisma(), { schema, config }, async (request, reply) => {
    const { list: chosen, tag } = request.query
    const { lists } = await countsOf({ list: [], tag: null })
    const tags = (await listTags(platform.db)).map((one) => one.tag)
    const it = { prisma: await countsOf(request.query), lists, chosen, tags, tag, query: queryOf(request.query) }
    return sendPage(reply, prismaPage(pageOf(request), it))
  })

  web.get(links.prismaCsv(), { schema, config }, async (request, reply) =>
    sendLines(reply, { name: 'prisma.csv', type: 'text/csv' }, linesOf(await countsOf(request.query))),
  )

  web.get(
    '/api/v1/papers/prisma',
    { schema, config: { ...config, about: { summary: 'Counts for a PRISMA flow diagram' } } },
    async (request) => countsOf(request.query),
  )
}

function queryOf({ list, tag }: PrismaQuery): string {
  const query = new URLSearchParams(list.map((id) => ['list', id]))
  if (tag !== null) query.set('tag', tag)
  return query.size === 0 ? '' : `?${query}`
}

/** One line for each number, with the stage that it belongs to. */
async function* linesOf(it: Prisma): AsyncGenerator<string> {
  const rows: [stage: string, what: string, count: number][] = [
    ...it.identified.map(({ label, count }): [string, string, number] => ['identification', label, count]),
    ['identification', 'other', it.otherRecords],
    ['removed', 'repeated', it.repeated],
    ['removed', 'merged', it.merged],
    ['removed', 'unread', it.unread],
    ['screening', 'screened', it.screened],
    ['screening', 'excluded', it.excluded],
    ['retrieval', 'sought', it.sought],
    ...it.notRetrieved.map(({ label, count }): [string, string, number] => [
      'not_retrieved',
      label || 'as_it_is',
      count,
    ]),
    ['retrieval', 'under_way', it.underWay],
    ['retrieval', 'retrieved', it.retrieved],
  ]
  if (it.included !== null) rows.push(['included', 'tagged', it.included])
  yield csvLine(['stage', 'what', 'count'])
  for (const row of rows) yield csvLine(row)
}
