import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { deleteOldRequests, findRequest, finishRequest, forgetRequest, startRequest } from './idempotency-queries.ts'
import { AlreadyAnswered, type KeptAnswer, sendKeptAnswer } from './kept-answer.ts'
import { seal, unseal } from './sealing.ts'
import type { Web } from './web.ts'

const keyText = /^[\w-]{8,100}$/
const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** How long a second press waits for the first one to be answered. */
const patienceMs = 10_000
const lookEveryMs = 50
const longestKept = 64 * 1024
const keptMs = 24 * 3600 * 1000
const sweepEvery = 500

/**
 * Pressing twice does it once. A form carries a key (`_key`), a program may send one (`Idempotency-Key`); the first
 * request with it is carried out, every other gets the answer of the first. An answer of 400 or more is forgotten, so
 * that the same key may be sent again once the mistake is mended. An upload brings its key inside the stream, where
 * `uploads.ts` finds it. Registered after the guard: keys are a person's own.
 */
export function keepAnswers(web: Web, platform: Platform): void {
  const mine = new WeakMap<FastifyRequest, { personId: string; key: string }>()
  let sinceSweep = 0

  /** The answer of the first request with this key; undefined where this is the first, or it has no key at all. */
  async function claim(request: FastifyRequest, key: unknown): Promise<KeptAnswer | undefined> {
    if (typeof key !== 'string' || !keyText.test(key) || mine.has(request)) return undefined
    if (request.person === undefined || !unsafe.has(request.method)) return undefined
    const row = { person_id: request.person.id, key, target: targetOf(request), created_at: platform.now() }
    const isFirst = await platform.database.unflushed((tx) => startRequest(tx, row))
    if (!isFirst) return answerOfFirst(platform, request, row.person_id, key)

    mine.set(request, { personId: row.person_id, key })
    if (++sinceSweep < sweepEvery) return undefined
    sinceSweep = 0
    const before = new Date(Date.parse(platform.now()) - keptMs).toISOString()
    await platform.database.unflushed((tx) => deleteOldRequests(tx, before))
    return undefined
  }

  web.decorateRequest('claimKey', async function (this: FastifyRequest, key: unknown): Promise<void> {
    const answer = await claim(this, key)
    if (answer) throw new AlreadyAnswered(answer)
  })

  web.addHook('preValidation', async (request, reply) => {
    const answer = await claim(request, takeKey(request))
    if (answer) return sendKeptAnswer(reply, answer)
  })

  web.addHook('onSend', async (request, reply, payload) => {
    const own = mine.get(request)
    if (!own) return
    mine.delete(request)
    const { personId, key } = own
    if (reply.statusCode >= 400) {
      await platform.database.unflushed((tx) => forgetRequest(tx, personId, key))
      return
    }
    const answer = {
      status: reply.statusCode,
      location: String(reply.getHeader('location') ?? ''),
      body: keptBody(payload),
      type: String(reply.getHeader('content-type') ?? ''),
    }
    const sealed = seal(JSON.stringify(answer), platform.secret, 'web_requests')
    await platform.database.unflushed((tx) => finishRequest(tx, personId, key, sealed))
  })
}

/** The key, taken out of the form together with the token: neither is a field of what the form is about. */
function takeKey(request: FastifyRequest): unknown {
  const { body } = request
  const isForm = /^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')
  const fields = isForm && typeof body === 'object' ? (body as Record<string, unknown> | null) : null
  const inForm = fields?._key
  delete fields?._key
  delete fields?._token
  return request.headers['idempotency-key'] ?? inForm
}

const targetOf = (request: FastifyRequest): string => `${request.method} ${request.url.slice(0, 500)}`

const keptBody = (payload: unknown): string =>
  typeof payload === 'string' && payload.length <= longestKept ? payload : ''

/** @throws UserError `web.key-used` for another address, `web.under-way` where the first is not answered yet */
async function answerOfFirst(
  platform: Platform,
  request: FastifyRequest,
  personId: string,
  key: string,
): Promise<KeptAnswer> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
    const row = await findRequest(platform.db, personId, key)
    if (!row) throw underWay()
    if (row.target !== targetOf(request))
      throw new UserError('invalid', 'web.key-used', 'This idempotency key was used for something else.')
    if (row.answer !== null) return readAnswer(platform, row.answer)
    await sleep(lookEveryMs)
  }
  throw underWay()
}

/** @throws UserError `web.under-way` where the secret of the house has changed meanwhile */
function readAnswer({ secret }: Platform, sealed: string): KeptAnswer {
  const text = unseal(sealed, secret, 'web_requests')
  if (text === undefined) throw underWay()
  return JSON.parse(text)
}

const underWay = (): UserError =>
  new UserError(
    'conflict',
    'web.under-way',
    'The same was sent before and is not done yet. Look whether it is there before you send it again.',
  )
