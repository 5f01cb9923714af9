import ipaddr from 'ipaddr.js'

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** What `LYCEUM_TRUST_PROXY` may name besides addresses and blocks of them, as the web server reads it. */
const named: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/** Tells of the address of a socket whether a trusted proxy is behind it. What cannot be read is trusted by nobody. */
export function trustedAddresses(entries: readonly string[]): (address: string | undefined) => boolean {
  const ranges = entries.flatMap((entry) => named[entry] ?? [entry]).flatMap((entry) => readRange(entry) ?? [])
  return (address) => {
    if (address === undefined || !ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
  }
}

function readRange(entry: string): [Range] | undefined {
  if (ipaddr.isValidCIDR(entry)) return [ipaddr.parseCIDR(entry)]
  if (!ipaddr.isValid(entry)) return undefined
  const address = ipaddr.process(entry)
  return [[address, address.kind() === 'ipv4' ? 32 : 128]]
}
