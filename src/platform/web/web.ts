import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify'
import type { z } from 'zod'
import type { Permission } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { FormState } from './forms.ts'
import type { House } from './house.ts'
import type { View } from './page.ts'

/** One zod schema validates a request and types its handler. */
interface ZodTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? z.input<this['schema']> : unknown
}

/** The web server as routes see it. */
export type Web = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypes>

/**
 * Stands in front of every route. It is called once, before any route is added, and adds its hooks:
 *
 * - `onRequest`: sets `request.person` and `request.csrfToken` from cookie or bearer token, and enforces
 *   `request.routeOptions.config.rule`. Where `request.is404` there is nothing to guard: the answer is 404 anyway.
 * - `preValidation`, when the body is read: refuses unsafe methods without the visitor's token (`formExpired()` of
 *   `errors.ts`, so that the form comes back with its fields). For a body of `multipart/form-data` the token arrives
 *   inside the stream, where `uploads.ts` hands it to `request.checkToken` before any file is accepted.
 */
export type Guard = (web: Web) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may come in; a route without one is refused when the server starts. */
    rule?: 'open' | Permission
    /** Answers errors as problem+json whatever the client accepts; every address below /api does. */
    api?: boolean
    /** Draws the page of a form again, filled in, when what was sent is refused; without it the visitor gets an error page. */
    form?: (request: FastifyRequest, state: FormState) => View | Promise<View>
    /** Largest body in bytes of an upload by `multipart/form-data`; without it such bodies are refused. */
    upload?: { maxBytes: number }
    /** Answers in every state of the house, without asking who wants it: only for GET of what changes nothing. */
    vital?: true
    /** Machines ask it again and again whether the house lives: the access log leaves it out while all is well. */
    probe?: true
    /** The address itself proves that it may be done (a signed link): no session, no token and no origin is asked for. */
    byLink?: true
    /** Answered by a server of its own that is held to a contract of others: session and token of the house count for nothing there. */
    apart?: true
    /** What the API description says about the route. */
    about?: { summary: string; description?: string }
  }
  interface FastifyRequest {
    /** Who asks; undefined for nobody in particular. */
    person: Person | undefined
    /** Goes along with every form of this visitor, in the field `_token` or the header `x-csrf-token`; the guard sets it. */
    csrfToken: string
    /** Throws `formExpired()` unless the token is this visitor's; the guard sets it. */
    checkToken: (token: unknown) => void
    /** Throws `AlreadyAnswered` where this visitor has sent the same before; `idempotency.ts` sets it. */
    claimKey: (key: unknown) => Promise<void>
  }
  interface FastifyInstance {
    house: House
  }
}
