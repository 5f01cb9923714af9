import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentDisposition, downloadHeaders } from '../files/download-headers.ts'
import type { Files, StoredFile } from '../files/files.ts'
import { parseRange } from '../files/ranges.ts'

/** Answers with a text file that is made while it is sent, so that the longest list costs no memory. */
export function sendLines(
  reply: FastifyReply,
  file: Readonly<{ name: string; type: string }>,
  lines: AsyncIterable<string>,
): FastifyReply {
  return reply
    .header('content-disposition', contentDisposition('attachment', file.name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .type(`${file.type}; charset=utf-8`)
    .send(Readable.from(lines, { objectMode: false }))
}

/** Answers with a stored file as a download, whole or in part. */
export function sendStored(
  files: Files,
  request: FastifyRequest,
  reply: FastifyReply,
  stored: Pick<StoredFile, 'sha256' | 'sizeBytes' | 'name'>,
): FastifyReply {
  reply.headers(downloadHeaders(stored))
  return sendBytes(files, reply, stored, request.headers.range)
}

/** The bytes that a `Range` header asks for; undefined for all of them. */
export function sendBytes(
  files: Files,
  reply: FastifyReply,
  { sha256, sizeBytes }: Pick<StoredFile, 'sha256' | 'sizeBytes'>,
  asked: string | undefined,
): FastifyReply {
  const range = parseRange(asked, sizeBytes)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send()
  if (range === undefined) return reply.header('content-length', sizeBytes).send(files.read(sha256))
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(files.read(sha256, range))
}
