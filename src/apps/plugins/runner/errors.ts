import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { databaseFailure } from '../../../platform/database/failures.ts'
import { UserError } from '../../../platform/errors.ts'
import { statusOf } from '../../../platform/web/errors.ts'
import { sortedJson } from './json.ts'

/** Not imported: with all of `node:http`, Node would load its own `fetch`, 3 MB that the house never uses. */
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Where a field stands → its name → what is wrong with it. */
type RunnerErrors = Readonly<Record<string, Readonly<Record<string, readonly string[]>> | readonly string[]>>

/** An answer in the words of the wire contract. Without a message only code and status are told. */
export class RunnerError extends Error {
  readonly statusCode: number
  readonly sentence: string | undefined
  readonly errors: RunnerErrors | undefined

  constructor(statusCode: number, sentence?: string, errors?: RunnerErrors) {
    super(sentence ?? STATUS_CODES[statusCode])
    this.name = 'RunnerError'
    this.statusCode = statusCode
    this.sentence = sentence
    this.errors = errors
  }
}

export const notFound = (sentence?: string): RunnerError => new RunnerError(404, sentence)

/** @param place Where the fields stand: `form`, `query` or `json`. */
export const invalid = (place: string, fields: Readonly<Record<string, readonly string[]>>): RunnerError =>
  new RunnerError(422, undefined, { [place]: fields })

/** Every error is JSON, whatever the client accepts; of a bug nothing is told but that it is one. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode, sentence, errors } = asRunnerError(error)
  if (statusCode === 500) request.log.error({ err: error, requestId: request.id }, 'runner request failed by a bug')
  const body = {
    code: statusCode,
    status: STATUS_CODES[statusCode] ?? 'Error',
    ...(sentence !== undefined && { message: sentence }),
    ...(errors && { errors }),
  }
  return reply.code(statusCode).type('application/json').send(sortedJson(body))
}

function asRunnerError(error: unknown): RunnerError {
  if (error instanceof RunnerError) return error
  const known = error instanceof UserError ? error : databaseFailure(error)
  if (known) return new RunnerError(statusOf[known.kind], known.message)
  const { statusCode = 500, code = '' } = error as Partial<FastifyError>
  return new RunnerError(code.startsWith('FST_') && statusCode < 500 ? statusCode : 500)
}
