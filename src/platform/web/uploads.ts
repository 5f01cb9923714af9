import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import { AlreadyAnswered } from './kept-answer.ts'
import type { Web } from './web.ts'

const mostParts = 20
const longestField = 100_000
const longestName = 200
const mostReadAway = 32 * 1024 * 1024

/** One file as it arrives; the next one comes when this one was read to its end. */
export type UploadedFile = Readonly<{
  /** As the browser named it: only to be shown, never to be used as a path. */
  name: string
  mediaType: string
  /** @throws UserError `web.too-large` beyond the route's `upload.maxBytes`. */
  bytes: AsyncIterable<Uint8Array>
  /** The fields that stood before the file. */
  fields: Readonly<Record<string, string>>
}>

/** Bodies of `multipart/form-data` are for routes with `config.upload` alone, and are read only by `uploadedFiles`. */
export async function addUploads(web: Web): Promise<void> {
  web.addHook('onRequest', async (request) => {
    const isMultipart = /^\s*multipart\//i.test(request.headers['content-type'] ?? '')
    const { upload, byLink, apart } = request.routeOptions.config
    if (isMultipart && !request.is404 && !upload && !byLink && !apart) {
      throw new UserError('unsupported', 'web.unsupported', 'Files cannot be sent to this address.')
    }
  })
  const { default: multipart } = await import('@fastify/multipart')
  await web.register(multipart, { throwFileSizeLimit: false })
}

/**
 * The files of a request, one after the other. The visitor's token (header, or the field `_token` that `form` puts first)
 * is checked before the first byte of a file is handed out.
 *
 * @throws UserError `web.form-expired`, `web.parts` beyond 20 parts, `web.upload-cut` when the body ends too early
 */
export async function* uploadedFiles(request: FastifyRequest): AsyncGenerator<UploadedFile> {
  const maxBytes = request.routeOptions.config.upload?.maxBytes ?? 0
  const limits = { parts: mostParts, fieldSize: longestField, fieldNameSize: longestName, fileSize: maxBytes }
  const fields: Record<string, string> = Object.create(null)
  // A refused form comes back with them.
  request.body = fields
  let isFirst = true
  let isWhole = false
  const check = (): void => request.checkToken(request.headers['x-csrf-token'] ?? fields._token)

  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value)
        continue
      }
      check()
      // With a key in the headers it was asked before.
      if (isFirst && request.headers['idempotency-key'] === undefined) await request.claimKey(fields._key)
      isFirst = false
      if (part.filename === '') part.file.resume()
      else
        yield { name: part.filename.slice(0, 5_000), mediaType: part.mimetype, bytes: bytesOf(part, maxBytes), fields }
    }
    isWhole = true
  } catch (cause) {
    throw asUserError(cause)
  } finally {
    if (!isWhole) readAway(request)
  }
  check()
}

/**
 * A browser listens only when it has sent all: what follows of an upload that is refused is read and thrown away, up to a
 * limit, behind which the connection is cut.
 */
function readAway(request: FastifyRequest): void {
  let leftBytes = mostReadAway
  request.raw.unpipe()
  request.raw.on('data', (chunk: Uint8Array) => {
    leftBytes -= chunk.length
    if (leftBytes < 0) request.raw.destroy()
  })
  request.raw.resume()
}

async function* bytesOf(part: MultipartFile, maxBytes: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of part.file) yield chunk
  } catch (cause) {
    throw asUserError(cause)
  }
  if (part.file.truncated)
    throw new UserError(
      'too-large',
      'web.too-large',
      `The file is larger than the ${Math.floor(maxBytes / 1e6)} MB that are taken here.`,
    )
}

function asUserError(cause: unknown): unknown {
  if (cause instanceof UserError || cause instanceof AlreadyAnswered) return cause
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  if (/^FST_(?:PARTS|FIELDS|FILES)_LIMIT$/.test(code)) {
    return new UserError('too-large', 'web.parts', 'At most 20 parts may be sent at once.', { cause })
  }
  if (code === 'FST_PROTO_VIOLATION') {
    return new UserError('invalid', 'web.fields', 'The form has a field of a name that is not allowed.', { cause })
  }
  // The parser of multipart bodies gives these no code.
  const isCut =
    /unexpected end|multipart data|malformed part/i.test(message) ||
    ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(code)
  return isCut
    ? new UserError('malformed', 'web.upload-cut', 'The upload ended before its end. Please send it again.', { cause })
    : cause
}
