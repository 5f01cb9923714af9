import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentDisposition } from '../../../platform/files/download-headers.ts'
import type { Platform } from '../../../platform/platform.ts'
import { sendBytes } from '../../../platform/web/downloads.ts'
import { type FileAt, fileByTag } from '../tasks/files-at.ts'
import { invalid, notFound } from './errors.ts'

type Asked = FastifyRequest<{ Params: { id: string }; Querystring: { 'file-id'?: unknown } }>

/**
 * Results by number and tag, and what was sent to a plugin. Whoever knows the tag may read: programs fetch files without
 * signing in.
 */
export function addFileRoutes(runner: FastifyInstance, platform: Platform): void {
  runner.get('/files/:id/', { config: { rule: 'open' } }, async (request, reply) => {
    const file = await findByTag(platform, request as Asked)
    const { stored } = file
    const etag = `"${stored.sha256}"`
    reply.headers(headersOf(file, etag))
    if (isFresh(request, etag, stored.createdAt)) return reply.code(304).send()
    const isCurrent = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
    return sendBytes(platform.files, reply, stored, isCurrent ? request.headers.range : undefined)
  })
}

/** @throws RunnerError 422 without a tag, 404 for a wrong one as for a file that is not there. */
async function findByTag(platform: Platform, { params, query }: Asked): Promise<FileAt> {
  if (!/^(?:\d+|[0-9a-f-]{36})$/.test(params.id)) throw notFound()
  const tag = query['file-id']
  if (typeof tag !== 'string') throw invalid('query', { 'file-id': ['Missing data for required field.'] })
  const file = await fileByTag(platform, params.id, tag)
  if (!file) throw notFound('File not found.')
  return file
}

/** As the contract wants it, inline with its own type; the policy keeps a browser from running anything in it. */
function headersOf({ name, contentType: type, dataType, stored }: FileAt, etag: string): Record<string, string> {
  return {
    'content-type': /^text\//i.test(type) && !/charset=/i.test(type) ? `${type}; charset=utf-8` : type,
    'content-disposition': contentDisposition('inline', name),
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'last-modified': new Date(stored.createdAt).toUTCString(),
    'x-data-type': dataType,
    etag,
  }
}

/** @see RFC 9110, 13.1: a list of tags outdoes a date. */
function isFresh({ headers }: FastifyRequest, etag: string, createdAt: string): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined)
    return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Number.isFinite(since) && Math.floor(Date.parse(createdAt) / 1000) * 1000 <= since
}
