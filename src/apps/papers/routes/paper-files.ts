import type { FastifyReply, FastifyRequest } from 'fastify'
import { downloadHeaders } from '../../../platform/files/download-headers.ts'
import { parseRange } from '../../../platform/files/ranges.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { paperFileName } from '../file-names.ts'
import { filesOf } from '../queries/files.ts'
import { findPaper } from '../queries/papers.ts'

/**
 * Sends one file of a paper as a download, whole or in part.
 *
 * @throws UserError `web.not-found`, also for a file of another paper
 */
export async function sendPaperFile(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  paperId: string,
  fileId: string,
): Promise<FastifyReply> {
  const paper = await findPaper(platform.db, paperId)
  const row = (await filesOf(platform.db, paperId)).find(({ id }) => id === fileId)
  const stored = row && (await platform.files.find(platform.db, row.file_id))
  if (!paper || !stored) throw notFound()

  const { sha256, sizeBytes } = stored
  reply.headers(downloadHeaders({ name: paperFileName(paper), mediaType: stored.mediaType, sha256 }))
  const range = parseRange(request.headers.range, sizeBytes)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send()
  if (range === undefined) return reply.header('content-length', sizeBytes).send(platform.files.read(sha256))
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(platform.files.read(sha256, range))
}
