import { Socket } from 'node:net'

/**
 * Lets this process connect to these hosts alone, each `host:port`, in lower case. The engine can only allow the network as
 * a whole: like the rest of what it is asked to forbid, this keeps a plugin from mistakes and not from malice.
 */
export function allowOnly(hosts: readonly string[]): void {
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    const asked = placeOf(given)
    if (hosts.includes(asked)) return Reflect.apply(connect, this, given)
    const allowed = hosts.length > 0 ? hosts.join(', ') : 'none'
    throw new TypeError(
      `A plugin may not connect to ${asked}; LYCEUM_PLUGIN_HOSTS names those that it may: ${allowed}.`,
    )
  } as typeof connect
}

/** Wherever the engine's own modules and others put it: options, port and host, or both in a list. */
function placeOf(given: readonly unknown[]): string {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given
  if (typeof first === 'object' && first !== null) {
    const { path, host = 'localhost', port } = first as { path?: unknown; host?: unknown; port?: unknown }
    return path === undefined || path === null ? `${host}:${port}`.toLowerCase() : String(path)
  }
  return /^\d+$/.test(String(first)) ? `${second ?? 'localhost'}:${first}`.toLowerCase() : String(first)
}
