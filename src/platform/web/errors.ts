import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { databaseFailure } from '../database/failures.ts'
import { type ErrorKind, UserError } from '../errors.ts'
import { errorFragment, errorPage } from './error-pages.ts'
import { fieldErrors } from './field-errors.ts'
import { refusedForm } from './forms.ts'
import { AlreadyAnswered, sendKeptAnswer } from './kept-answer.ts'
import { pageOf, sendFragment, sendPage, type View, wantsFragment } from './page.ts'
import { emptyPolicy, isForProgram } from './security.ts'

/** The one place where kinds of mistakes become statuses. */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  overtaken: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
  'no-space': 507,
}

/** What the framework refuses by itself, in our words. */
const frameworkErrors: Readonly<Record<string, () => UserError>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => unsupportedBody(),
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new UserError('too-large', 'web.too-large', 'This is larger than the house takes here: at most 1 MB.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new UserError('malformed', 'web.length', 'The body is not as long as its header says. Please send it again.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () =>
    new UserError('malformed', 'json.malformed', 'The body is empty; a JSON document was expected, at position 0.'),
  FST_ERR_BAD_URL: () =>
    new UserError('malformed', 'web.address', 'The address is not spelled in a way that can be read.'),
  FST_ERR_MAX_PARAM_LENGTH: () => notFound(),
  FST_ERR_HANDLER_TIMEOUT: () =>
    new UserError('unavailable', 'web.slow', 'This took too long, and was given up. Please try again.', {
      retryAfterSeconds: 5,
    }),
}

/** The answer to everything that does not exist, and to everything that is not the visitor's to know of. */
export const notFound = (): UserError =>
  new UserError('not-found', 'web.not-found', 'There is nothing here, or nothing that you may see.')

/** The form was opened too long ago, in another session, or on another site. */
export const formExpired = (): UserError =>
  new UserError(
    'forbidden',
    'web.form-expired',
    'This form is too old to be taken. What you typed is still here: please send it again.',
  )

export const unsupportedBody = (): UserError =>
  new UserError(
    'unsupported',
    'web.unsupported',
    'The body must be sent as the content type that this address takes, and not compressed.',
  )

/** The last resort, where even the error page fails: nothing of either error may reach the visitor. */
export async function answerError(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    return await sendError(thrown, request, reply)
  } catch (error) {
    request.log.error({ err: error, requestId: request.id }, 'error page failed')
    if (reply.sent || reply.raw.headersSent) return reply
    const text = `Something went wrong on our side. Request ${request.id}\n`
    return reply.code(500).header('content-security-policy', emptyPolicy).type('text/plain; charset=utf-8').send(text)
  }
}

/** What a route has said of a file before its first byte could not be had: an error is no download. */
const headersOfFiles = ['content-disposition', 'content-length', 'content-range', 'accept-ranges', 'etag']

/** Answers any error, as a form that comes back filled in, a page, a fragment or problem+json. */
async function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (thrown instanceof AlreadyAnswered) return sendKeptAnswer(reply, thrown.answer)
  const error = asUserError(thrown, request)
  if (error === undefined) request.log.error({ err: thrown, requestId: request.id }, 'request failed by a bug')
  else request.log.debug({ code: error.code, requestId: request.id }, 'request refused')

  if (reply.sent || reply.raw.headersSent) return reply
  for (const name of headersOfFiles) reply.removeHeader(name)
  reply.code(error ? statusOf[error.kind] : 500)
  if (error?.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds)
  if (isForProgram(request)) return sendProblem(request, reply, error)
  const view = await formAgain(request, error)
  if (!view) return sendErrorPage(request, reply, error)
  return wantsFragment(request) ? sendFragment(reply, view.body) : sendPage(reply, view)
}

/** What a person can put right, or undefined for a bug. */
function asUserError(thrown: unknown, request: FastifyRequest): UserError | undefined {
  if (thrown instanceof UserError) return thrown
  if (thrown instanceof z.ZodError) {
    // A word that is no id, in the place of an id, names nothing: there is no other answer to what does not exist.
    if ('validationContext' in thrown && thrown.validationContext === 'params') return notFound()
    const fields = fieldErrors(thrown, isForProgram(request) ? (text) => text : pageOf(request).t)
    return new UserError('invalid', 'web.invalid', 'Some of this cannot be taken as it is; see beside each field.', {
      fields,
    })
  }
  const { code, statusCode } = thrown as Partial<FastifyError>
  const known = frameworkErrors[code ?? '']?.() ?? databaseFailure(thrown)
  if (known || !code?.startsWith('FST_') || statusCode === undefined || statusCode >= 500) return known
  return new UserError('malformed', 'web.malformed', 'The request could not be read.')
}

/** RFC 9457. */
function sendProblem(request: FastifyRequest, reply: FastifyReply, error: UserError | undefined): FastifyReply {
  const problem = {
    type: 'about:blank',
    title: titleOf(error),
    status: reply.statusCode,
    code: error?.code ?? 'web.bug',
    detail: error?.message ?? 'Something went wrong on our side. Tell the administrator the request id.',
    request_id: request.id,
    ...(error && error.fields.length > 0 && { errors: error.fields }),
  }
  return reply
    .header('content-security-policy', emptyPolicy)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem))
}

/** Undefined where the route has no form to show again, or the error has nothing to do with one. */
async function formAgain(request: FastifyRequest, error: UserError | undefined): Promise<View | undefined> {
  const { form, upload } = request.routeOptions.config
  if (!form || !error || !isAboutForm(error)) return undefined
  // Refused before what was typed was read: an empty form would throw it away, an error page lets the browser go back.
  if (request.body === undefined && !upload && hasBody(request)) return undefined
  const page = pageOf(request)
  const { translateKnown } = page.house.languages
  const say = (sentence: string): string => translateKnown(page.language, sentence)
  const errors = error.fields.map((field) => ({ ...field, message: say(field.message) }))
  const state = { ...refusedForm(request.body, error), errors, message: say(error.message) }
  return Promise.try(form, request, state).catch((cause) => {
    // What keeps the request from being done (nothing of that id, no database) may keep its page from being drawn.
    if (cause instanceof UserError || error.kind === 'unavailable') return undefined
    throw cause
  })
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const isAboutForm = (error: UserError): boolean =>
  ['invalid', 'conflict', 'overtaken', 'too-large', 'too-many', 'unavailable', 'no-space'].includes(error.kind) ||
  error.code === 'web.form-expired'

function sendErrorPage(request: FastifyRequest, reply: FastifyReply, error: UserError | undefined): FastifyReply {
  const page = pageOf(request)
  const { translateKnown } = page.house.languages
  const shown = {
    status: reply.statusCode,
    title: page.t(titleOf(error)),
    message: error && translateKnown(page.language, error.message),
    fields: (error?.fields ?? []).map((field) => ({
      ...field,
      message: translateKnown(page.language, field.message),
    })),
  }
  if (!wantsFragment(request)) return sendPage(reply, errorPage(page, shown))
  // The place the request was for keeps what it shows; the message stands with the notices.
  reply.header('hx-retarget', '#notices').header('hx-reswap', 'beforeend')
  return sendFragment(reply, errorFragment(page, shown))
}

function titleOf(error: UserError | undefined): string {
  return error === undefined ? 'Something went wrong' : titles[error.kind]
}

const titles: Readonly<Record<ErrorKind, string>> = {
  malformed: 'That could not be read',
  unauthenticated: 'Please sign in',
  forbidden: 'That is not allowed',
  'not-found': 'Nothing here',
  'method-not-allowed': 'That cannot be done here',
  conflict: 'That does not fit the present state',
  overtaken: 'Somebody was faster',
  gone: 'No longer here',
  'too-large': 'Too large',
  unsupported: 'Not in this form',
  invalid: 'Please look again',
  'too-many': 'Too much at once',
  unavailable: 'Not just now',
  'no-space': 'The disk is full',
}
