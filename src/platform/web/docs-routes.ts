import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { docPage, licencesPage, listPage } from './docs-pages.ts'
import { type Doc, readDocs, searchDocs } from './docs-reading.ts'
import { notFound } from './errors.ts'
import { pageOf, sendPage } from './page.ts'
import { usedPackages } from './used-packages.ts'
import type { Web } from './web.ts'

const programFolder = join(import.meta.dirname, '../../..')
const config = { rule: 'open' } as const
const Query = z.object({ q: z.string().trim().max(200).default('') })

/** `/docs`: the documents of the repository with their pictures, as pages. Only files that the folder lists are ever opened. */
export function addDocsRoutes(web: Web): void {
  let listed: Promise<readonly Doc[]> | undefined
  const docs = (): Promise<readonly Doc[]> => (listed ??= readDocs(programFolder))

  web.get('/docs', { schema: { querystring: Query }, config }, async (request, reply) => {
    const { q } = request.query
    const all = await docs()
    return sendPage(reply, listPage(pageOf(request), all, q, searchDocs(all, q)))
  })

  web.get('/docs/images/:name', { config }, async (request, reply) => {
    const { name } = request.params as Record<string, string>
    if (!globSync('*.png', { cwd: join(programFolder, 'docs/images') }).some((known) => known === name))
      throw notFound()
    const bytes = await readFile(join(programFolder, 'docs/images', name ?? ''))
    return reply.type('image/png').header('cache-control', 'private, max-age=3600').send(bytes)
  })

  web.get('/licences', { config }, async (request, reply) =>
    sendPage(reply, licencesPage(pageOf(request), await usedPackages())),
  )

  web.get('/docs/*', { config }, async (request, reply) => {
    const name = (request.params as Record<string, string>)['*']
    const all = await docs()
    const doc = all.find((one) => one.name === name)
    if (!doc) throw notFound()
    return sendPage(reply, docPage(pageOf(request), all, doc))
  })
}
