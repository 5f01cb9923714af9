import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { contentDisposition } from '../files/download-headers.ts'

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
