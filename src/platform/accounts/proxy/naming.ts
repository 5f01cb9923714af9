import type { FastifyRequest } from 'fastify'
import type { Config } from '../../../config.ts'
import { UserError } from '../../errors.ts'
import { trustedAddresses } from './trusted-addresses.ts'

/** Names of accounts as directories have them, or addresses. */
const nameForm = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,253}$/u

/**
 * Reads whom a trusted proxy names. Undefined where no header is configured, where the request does not come from the
 * proxy itself (whatever it says of where it comes from), or where the proxy names nobody.
 */
export function prepareProxyName({
  trustProxy,
  proxyUserHeader,
}: Pick<Config, 'trustProxy' | 'proxyUserHeader'>): (request: FastifyRequest) => string | undefined {
  if (proxyUserHeader === undefined) return () => undefined
  const isTrusted = trustedAddresses(trustProxy)
  return (request) => {
    if (!isTrusted(request.raw.socket.remoteAddress)) return undefined
    const values = valuesOf(request, proxyUserHeader)
    if (values.length > 1) throw refused()
    const name = values[0]?.trim() ?? ''
    if (name === '') return undefined
    if (!nameForm.test(name)) throw refused()
    return name
  }
}

/** As often as the header came: the proxy's own word must not stand beside one of the visitor's. */
function valuesOf({ raw }: FastifyRequest, header: string): string[] {
  const { rawHeaders } = raw
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === header ? [rawHeaders[index + 1] ?? ''] : [],
  )
}

const refused = (): UserError =>
  new UserError(
    'forbidden',
    'accounts.proxy-header',
    'The proxy in front of this house names nobody that can be read, or more than one. An administrator has to look at it.',
  )
