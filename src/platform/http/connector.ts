import { isIP, type LookupFunction, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { type AllowList, mayConnect } from './addresses.ts'
import { HttpFailure } from './failures.ts'
import type { Resolve } from './resolving.ts'

export interface ConnectorOptions {
  readonly allow: AllowList
  readonly resolve: Resolve
  /** From the look-up to the end of the TLS handshake. */
  readonly connectMs: number
}

/**
 * Connects to addresses that were checked, and to no other: the look-up happens once, every answer has to pass, and the
 * socket goes to one of those answers, so that a name which changes its mind in between gains nothing. TLS name and Host
 * header stay the given ones.
 */
export function checkedConnector({ allow, resolve, connectMs }: ConnectorOptions): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    const refusal = () => new HttpFailure('blocked_address', options.host ?? options.hostname)
    const passes = (addresses: readonly string[]) => mayConnect(host, port, addresses, allow)

    if (isIP(host) !== 0 && !passes([host])) return callback(refusal(), null)

    const lookup = checkedLookup(resolve, passes, refusal)
    const connect = buildConnector({ allowH2: false, maxCachedSessions: 0, timeout: connectMs, lookup })
    connect(options, (error, socket) => {
      if (error) return callback(error, null)
      if (passes([socket.remoteAddress ?? ''])) return callback(null, socket)
      discard(socket)
      callback(refusal(), null)
    })
  }
}

function checkedLookup(
  resolve: Resolve,
  passes: (addresses: readonly string[]) => boolean,
  refusal: () => HttpFailure,
): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses
        if (first === undefined || !passes(addresses)) return callback(refusal(), '', 0)
        if (!options.all) return callback(null, first, isIP(first))
        callback(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        )
      },
      (error) => callback(error, '', 0),
    )
  }
}

function discard(socket: Socket): void {
  socket.on('error', () => {}) // Nobody is interested any more; without a listener it would end the process.
  socket.destroy()
}
