import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import type { Person } from './person.ts'

/** Who asks, on a route whose rule is a permission, so that somebody does. */
export function personOf(request: FastifyRequest): Person {
  if (request.person) return request.person
  throw new UserError('unauthenticated', 'accounts.sign-in-needed', 'Please sign in first.')
}
