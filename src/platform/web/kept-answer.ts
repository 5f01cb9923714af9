import type { FastifyReply } from 'fastify'

/** What was answered to a request that came again. */
export type KeptAnswer = Readonly<{ status: number; location: string; body: string; type: string }>

/** Ends a handler whose work was done before, by the same request: the visitor gets the answer of that one. */
export class AlreadyAnswered extends Error {
  readonly answer: KeptAnswer

  constructor(answer: KeptAnswer) {
    super('The same request was answered before.')
    this.name = 'AlreadyAnswered'
    this.answer = answer
  }
}

export function sendKeptAnswer(reply: FastifyReply, { status, location, body, type }: KeptAnswer): FastifyReply {
  reply.code(status).header('idempotency-replayed', 'true')
  if (location !== '') reply.header('location', location)
  if (type !== '') reply.header('content-type', type)
  return reply.send(body)
}
