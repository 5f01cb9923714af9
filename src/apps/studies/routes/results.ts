import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { analysesOf } from '../../../platform/analyses.ts'
import { UserError } from '../../../platform/errors.ts'
import { contentDisposition } from '../../../platform/files/download-headers.ts'
import type { Platform } from '../../../platform/platform.ts'
import { bibtexOf } from '../../../platform/provenance/citing.ts'
import { methodsText } from '../../../platform/provenance/methods.ts'
import { sendLines, sendStored } from '../../../platform/web/downloads.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { lookClosely } from '../looking.ts'
import { archiveOfAnalysis, archiveOfStudy } from '../packing.ts'
import { analysisPage } from '../pages/analysis.ts'
import { findLines, logLines, logPage } from '../pages/log-lines.ts'
import { provenanceOf } from '../provenance.ts'
import { IdParams, ResultParams } from '../schemas.ts'
import { resultsIn } from '../speaking.ts'
import { analysisOf, noteForeignLook, studyOf } from './finding.ts'

const config = { rule: 'studies.read' } as const
const params = IdParams
const LinesQuery = z.object({ q: z.string().max(200).default('') })

/** What came of an analysis: the page, single files, everything at once. */
export function addResultRoutes(web: Web, platform: Platform): void {
  web.get('/studies/analyses/:id', { schema: { params }, config }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    await noteForeignLook(platform, found)
    const href = ({ number }: { number: number }): string => links.result(found.analysis.id, number)
    const page = pageOf(request)
    const shown = await lookClosely(platform, found.person, found.study, found.analysis, href)
    return sendPage(reply, analysisPage(page, await resultsIn(platform, page.language, shown)))
  })

  web.get(
    '/studies/analyses/:id/results/:number',
    { schema: { params: ResultParams }, config },
    async (request, reply) => {
      const { analysis } = await analysisOf(platform, request, request.params.id)
      const stored = await findResult(
        platform,
        analysis.run,
        (one) => !one.isFailureState && one.number === Number(request.params.number),
      )
      return sendStored(platform.files, request, reply, stored)
    },
  )

  web.get(
    '/studies/analyses/:id/failure-state',
    { schema: { params }, config: { rule: 'house.administer' } },
    async (request, reply) => {
      const found = await analysisOf(platform, request, request.params.id)
      await noteForeignLook(platform, found)
      return sendStored(
        platform.files,
        request,
        reply,
        await findResult(platform, found.analysis.run, ({ isFailureState }) => isFailureState),
      )
    },
  )

  web.get('/studies/analyses/:id/results.zip', { schema: { params }, config }, async (request, reply) => {
    const found = await analysisOf(platform, request, request.params.id)
    await noteForeignLook(platform, found)
    const archive = await archiveOfAnalysis(platform, found.study, found.analysis)
    return reply.headers(zipHeaders(`${found.analysis.title}.zip`)).send(archive)
  })

  web.get('/studies/:id/download', { schema: { params }, config }, async (request, reply) => {
    const found = await studyOf(platform, request, request.params.id)
    await noteForeignLook(platform, found)
    return reply.headers(zipHeaders(`${found.study.title}.zip`)).send(await archiveOfStudy(platform, found.study))
  })

  web.get('/studies/analyses/:id/log', { schema: { params }, config }, async (request, reply) => {
    const { analysis } = await analysisOf(platform, request, request.params.id)
    const run = analysis.run === null ? undefined : await (await analysesOf(platform)).look(platform.db, analysis.run)
    return sendLines(reply, { name: `${analysis.title}.log.txt`, type: 'text/plain' }, once(`${run?.log ?? ''}\n`))
  })

  web.get(
    '/studies/analyses/:id/lines',
    { schema: { params, querystring: LinesQuery }, config },
    async (request, reply) => {
      const { analysis } = await analysisOf(platform, request, request.params.id)
      const run = analysis.run === null ? undefined : await (await analysesOf(platform)).look(platform.db, analysis.run)
      const { q } = request.query
      const found = findLines(run?.log ?? '', q)
      if (wantsFragment(request)) return sendFragment(reply, logLines(pageOf(request), found))
      return sendPage(reply, logPage(pageOf(request), analysis, q, found))
    },
  )

  web.get('/studies/analyses/:id/methods.txt', { schema: { params }, config }, async (request, reply) => {
    const record = await recordOf(request, request.params.id)
    const file = { name: `${record.title}.methods.txt`, type: 'text/plain' }
    return sendLines(reply, file, once(`${methodsText(record)}\n`))
  })

  web.get('/studies/analyses/:id/citations.bib', { schema: { params }, config }, async (request, reply) => {
    const record = await recordOf(request, request.params.id)
    return sendLines(reply, { name: `${record.title}.bib`, type: 'application/x-bibtex' }, once(bibtexOf(record)))
  })

  async function recordOf(request: FastifyRequest, id: string) {
    const { analysis } = await analysisOf(platform, request, id)
    const kind = await (await analysesOf(platform)).find(platform, analysis.kind)
    return provenanceOf(platform, analysis, kind)
  }

  async function findResult(
    { db, files }: Platform,
    run: string | null,
    is: (one: { number: number; isFailureState: boolean }) => boolean,
  ) {
    const outputs = run === null ? [] : ((await (await analysesOf(platform)).look(db, run))?.outputs ?? [])
    const output = outputs.find(is)
    const stored = output?.fileId == null ? undefined : await files.find(db, output.fileId)
    if (!output || !stored)
      throw new UserError('gone', 'studies.result-gone', 'There is no such result, or it was taken away.')
    return { ...stored, name: output.name }
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** Nothing an archive holds is run by a browser. */
const zipHeaders = (name: string) => ({
  'content-type': 'application/zip',
  'content-disposition': contentDisposition('attachment', name),
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
})
