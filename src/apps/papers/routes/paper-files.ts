import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { sendStored } from '../../../platform/web/downloads.ts'
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
  return sendStored(platform.files, request, reply, { ...stored, name: paperFileName(paper) })
}
