import type { FastifyRequest } from 'fastify'
import { shownName } from '../../../platform/files/names.ts'
import type { Platform } from '../../../platform/platform.ts'
import { readFormBody } from '../../../platform/web/form-body.ts'
import type { Fields } from '../sdk/fields.ts'
import type { Sent } from '../sdk/values.ts'
import type { Upload } from '../tasks/starting.ts'
import { RunnerError } from './errors.ts'

export type SentForm = Readonly<{ sent: Sent; uploads: readonly Upload[] }>

const mostParts = 1_000
const longestField = 20_000_000
const mostFileBytes = 4_000_000_000

/** Reads a form, in whichever of its two encodings; anything else counts as an empty one. Files go to fields for files alone. */
export async function readForm(platform: Platform, request: FastifyRequest, fields: Fields): Promise<SentForm> {
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { sent: readFormBody(bodyText(request)), uploads: [] }
  if (type.startsWith('multipart/form-data')) return readParts(platform, request, fields)
  return { sent: {}, uploads: [] }
}

async function readParts(platform: Platform, request: FastifyRequest, fields: Fields): Promise<SentForm> {
  const sent: Record<string, string | string[]> = Object.create(null)
  const uploads: Upload[] = []
  const limits = { parts: mostParts, fieldSize: longestField, fieldNameSize: 200, fileSize: mostFileBytes }
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') add(sent, part.fieldname, String(part.value))
    else if (part.filename === '' || fields[part.fieldname]?.kind !== 'file') part.file.resume()
    else {
      const blob = await platform.files.receive(part.file, { maxBytes: mostFileBytes })
      if (part.file.truncated) throw new RunnerError(413)
      const name = shownName(part.filename)
      uploads.push({ field: part.fieldname, name, contentType: part.mimetype, blob })
      add(sent, part.fieldname, name)
    }
  }
  return { sent, uploads }
}

function add(sent: Record<string, string | string[]>, name: string, value: string): void {
  const before = sent[name]
  if (before === undefined) sent[name] = value
  else sent[name] = [before, value].flat()
}

export const bodyText = (request: FastifyRequest): string =>
  Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''

/** @throws RunnerError 400 for what is no JSON. */
export function readJson(request: FastifyRequest): unknown {
  try {
    return JSON.parse(bodyText(request))
  } catch {
    throw new RunnerError(400, undefined, { json: ['Invalid JSON body.'] })
  }
}
