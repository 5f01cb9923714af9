import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import type { Permission } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'

/** One zod schema validates a request and types its handler. */
interface ZodTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown
  serializer: this['schema'] extends z.ZodType ? z.input<this['schema']> : unknown
}

/** The web server as routes see it. */
export type Web = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypes>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may come in; a route without one is refused when the server starts. */
    rule?: 'open' | Permission
    /** Answers errors as problem+json whatever the client accepts; every address below /api does. */
    api?: boolean
  }
  interface FastifyRequest {
    /** Who asks; undefined for nobody in particular. */
    person: Person | undefined
  }
}
