import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whose letters of which kind shall end. */
export type Unsubscribe = Readonly<{ personId: string; kind: string }>

/**
 * What the link of a letter holds: it says by itself whose letters it ends, for ever, and can do nothing else. Nobody is
 * signed in by it.
 */
export function signUnsubscribe(secret: string, personId: string, kind: string): string {
  const text = Buffer.from(JSON.stringify([personId, kind])).toString('base64url')
  return `${text}.${signatureOf(secret, text)}`
}

/** Undefined for what this house has not signed. */
export function readUnsubscribe(secret: string, token: string): Unsubscribe | undefined {
  const [text = '', signature = ''] = token.split('.')
  const expected = Buffer.from(signatureOf(secret, text))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const [personId, kind] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string]
  return { personId, kind }
}

const signatureOf = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(`unsubscribe\n${text}`).digest('base64url')
