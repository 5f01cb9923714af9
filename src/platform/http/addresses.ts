import { BlockList, isIP } from 'node:net'
import { HttpFailure } from './failures.ts'

/** What `LYCEUM_HTTP_ALLOW` lifts: names with their port, and blocks of addresses. */
export interface AllowList {
  /** `host:port`, lower case, IPv6 in brackets. */
  readonly hosts: ReadonlySet<string>
  /** Null where no block was given. */
  readonly blocks: BlockList | null
  /** The entries as they were written, for doctor. */
  readonly entries: readonly string[]
}

const longestUrl = 8_192
const openPorts = new Set([80, 443])

/** Names that only mean something inside a network (RFC 6761, 6762, 7686, 8375, and ICANN's .internal). */
const innerNames = ['localhost', 'local', 'internal', 'home.arpa', 'onion']

/** The IANA special-purpose registry for IPv4, multicast and the reserved end included. */
const specialIpv4 = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
])

const globalIpv6 = blockList(['2000::/3'])
const specialIpv6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Where clouds hand their machines credentials; the last three are Azure, Alibaba and Oracle. */
const metadata = blockList([
  '169.254.0.0/16',
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
])

/**
 * Reads the entries of `LYCEUM_HTTP_ALLOW`: `host:port` or CIDR.
 *
 * @throws RangeError that names every entry it cannot read.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const cidrs = entries.filter(isCidr)
  const hosts = entries.filter((entry) => !isCidr(entry)).map((entry) => [entry, hostAndPort(entry)] as const)

  const wrong = hosts.filter(([, host]) => host === undefined).map(([entry]) => entry)
  if (wrong.length > 0) throw new RangeError(`neither host:port nor a block of addresses: ${wrong.join(', ')}`)

  return {
    hosts: new Set(hosts.flatMap(([, host]) => host ?? [])),
    blocks: cidrs.length > 0 ? blockList(cidrs) : null,
    entries,
  }
}

/** An address as typed or as found in a redirect. Where it may lead is for `refuseEarly` and `mayConnect` to say.
 *
 * @throws HttpFailure `bad_address`, or `blocked_address` for other schemes and user names inside.
 */
export function parseWebAddress(text: string, base?: URL): URL {
  const given = text.length <= longestUrl && URL.canParse(text, base) ? new URL(text, base) : undefined
  if (!given) throw new HttpFailure('bad_address', text)
  if (given.protocol !== 'https:' && given.protocol !== 'http:') throw new HttpFailure('blocked_address', text)
  if (given.username !== '' || given.password !== '') throw new HttpFailure('blocked_address', given.host)
  given.hash = ''
  return given
}

/** What is clear from the address alone, so that a name which is refused anyway is not even looked up.
 *
 * @throws HttpFailure `blocked_address`
 */
export function refuseEarly(url: URL, allow: AllowList): void {
  const host = hostOf(url)
  const port = portOf(url)
  if (isIP(host) !== 0) {
    if (!mayConnect(host, port, [host], allow)) throw new HttpFailure('blocked_address', url.host)
    return
  }
  // A block of addresses may lift the rules on names and ports too, which shows only after the look-up.
  if (allow.blocks || allow.hosts.has(`${host}:${port}`)) return
  if (!isOuterName(host) || !openPorts.has(port)) throw new HttpFailure('blocked_address', url.host)
}

/** Whether one may connect to this name and port, given every address that the name has. */
export function mayConnect(host: string, port: number, addresses: readonly string[], allow: AllowList): boolean {
  if (addresses.length === 0 || addresses.some((address) => isMetadata(address))) return false
  if (allow.hosts.has(isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`)) return true

  const { blocks } = allow
  if (blocks && addresses.every((address) => within(blocks, address))) return true

  return openPorts.has(port) && (isIP(host) !== 0 || isOuterName(host)) && addresses.every(isPublic)
}

/** Whether the operator listed this very address: plain http is then taken as meant, and it may have its own pace. */
export function isListed(url: URL, allow: AllowList): boolean {
  const host = hostOf(url)
  if (allow.hosts.has(`${isIP(host) === 6 ? `[${host}]` : host}:${portOf(url)}`)) return true
  return allow.blocks !== null && isIP(host) !== 0 && within(allow.blocks, host)
}

/** Whether this is public unicast, as the IANA registries have it. */
export function isPublic(address: string): boolean {
  const kind = isIP(address)
  if (kind === 0 || address.includes('%') || isMetadata(address)) return false

  const inner = innerIpv4(address)
  if (inner?.isOfToday) return !specialIpv4.check(inner.address)
  if (kind === 4) return !specialIpv4.check(address)
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6')
}

/** The host without brackets and without the dot of the root. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** The port in use, written or not. */
export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

function isOuterName(host: string): boolean {
  const isInner = innerNames.some((name) => host === name || host.endsWith(`.${name}`))
  return host.includes('.') && !host.startsWith('.') && !host.endsWith('.') && !isInner
}

const isMetadata = (address: string): boolean => within(metadata, address)

/** Also where the address inside an IPv6 form lies in the block. */
function within(blocks: BlockList, address: string): boolean {
  const kind = isIP(address)
  if (kind === 0 || address.includes('%')) return false
  if (kind === 4) return blocks.check(address)

  const inner = innerIpv4(address)
  return blocks.check(address, 'ipv6') || (inner !== undefined && blocks.check(inner.address))
}

/** The IPv4 address that an IPv6 one carries. Mapped and NAT64 forms are in use; 6to4 and compatible ones are history,
 * which is reason enough to refuse them, whatever they carry. */
function innerIpv4(address: string): { address: string; isOfToday: boolean } | undefined {
  if (isIP(address) !== 6) return undefined
  const words = ipv6Words(address)
  const start = words
    .slice(0, 6)
    .map((word) => word.toString(16))
    .join(':')

  if (start === '0:0:0:0:0:ffff' || start === '64:ff9b:0:0:0:0') return { address: dotted(words, 6), isOfToday: true }
  if (start === '0:0:0:0:0:0') return { address: dotted(words, 6), isOfToday: false }
  if (words[0] === 0x2002) return { address: dotted(words, 1), isOfToday: false }
  return undefined
}

function dotted(words: readonly number[], at: number): string {
  const [high = 0, low = 0] = words.slice(at, at + 2)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight 16-bit words. The URL parser writes every spelling in its one canonical form, dots included. */
function ipv6Words(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [left = '', right] = canonical.split('::')
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)))

  const head = words(left)
  const tail = words(right ?? '')
  return right === undefined ? head : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}

function isCidr(entry: string): boolean {
  const [address = '', bits = '', ...rest] = entry.split('/')
  const longest = isIP(address) === 4 ? 32 : 128
  return isIP(address) !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest
}

/** `host:port` in the spelling that URLs end up with, or undefined. The port has to be written. */
function hostAndPort(entry: string): string | undefined {
  const port = Number(/:(\d{1,5})$/.exec(entry)?.[1])
  const address = `http://${entry}/`
  if (!(port >= 1 && port <= 65_535) || /[/@?#\\]/.test(entry) || !URL.canParse(address)) return undefined
  return `${new URL(address).hostname.replace(/\.$/, '')}:${port}`
}

function blockList(cidrs: readonly string[]): BlockList {
  const blocks = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/')
    blocks.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return blocks
}
