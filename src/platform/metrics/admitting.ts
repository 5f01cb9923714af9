import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'

/** What a proxy adds to the requests of others. */
const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'] as const

/**
 * Whether a program on this very machine asks for itself, and not a proxy for somebody elsewhere. A proxy on this machine
 * that adds no header cannot be told from such a program: in a house that people reach under a name and that has not
 * been told of its proxy (`LYCEUM_TRUST_PROXY`), nobody counts as being here.
 */
export function isFromHere(
  request: FastifyRequest,
  { baseUrl, trustProxy }: Pick<Config, 'baseUrl' | 'trustProxy'>,
): boolean {
  const { headers, socket } = request.raw
  if (!isLoopback(socket.remoteAddress ?? '')) return false
  if (forwarded.some((name) => headers[name] !== undefined)) return false
  // A page elsewhere may make a browser here ask under a name of its own.
  if (!isLoopback(nameOf(`http://${headers.host ?? ''}`))) return false
  return trustProxy.length > 0 || isLoopback(nameOf(baseUrl))
}

const nameOf = (address: string): string => URL.parse(address)?.hostname ?? ''

const isLoopback = (name: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|(?:::ffff:)?127(?:\.\d+){3}|\[?::1\]?)$/.test(name)
