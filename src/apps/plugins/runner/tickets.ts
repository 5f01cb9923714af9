import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

const Ticket = z.object({ personId: z.string(), plugin: z.string(), until: z.number() })
const lifeMs = 3600_000

/**
 * Lets a page of a plugin in for a person: such a page has no origin and brings no cookie. Good for one person, one
 * plugin and one hour, at the routes of that plugin and its tasks alone.
 */
export function makeTicket(secret: string, personId: string, plugin: string, now: string): string {
  const body = Buffer.from(JSON.stringify({ personId, plugin, until: Date.parse(now) + lifeMs })).toString('base64url')
  return `${body}.${signatureOf(secret, body)}`
}

/** Undefined for a ticket that is forged or too old. */
export function readTicket(secret: string, ticket: string, now: string): z.output<typeof Ticket> | undefined {
  const [body = '', signature = ''] = ticket.split('.', 2)
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(secret, body))]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const read = Ticket.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  return read.success && read.data.until > Date.parse(now) ? read.data : undefined
}

const signatureOf = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(`plugins-ticket\n${body}`).digest('base64url')
