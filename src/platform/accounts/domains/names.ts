import { domainToASCII } from 'node:url'
import { lazily } from '../../lazily.ts'

const suffixList = lazily<typeof import('tldts')>('tldts')

const hostName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/

/** The domain of an address in the form in which rules are kept; undefined where there is none. */
export const domainOf = (email: string): string | undefined => readDomain(email.slice(email.lastIndexOf('@') + 1))

/** Lower case, letters of other scripts as ASCII, without a last dot; undefined for what is no domain. */
export function readDomain(text: string): string | undefined {
  const name = domainToASCII(text.trim().toLowerCase().replace(/\.$/, ''))
  return hostName.test(name) ? name : undefined
}

/**
 * What a published list says of an institution, as a domain: lists hold addresses, ports, paths and `www.` too. Undefined
 * where nothing is left that could stand behind an @.
 */
export function readListed(text: string): string | undefined {
  const host = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/:?#].*$/, '')
    .replace(/^www\d?\./i, '')
  const name = readDomain(host)
  return name !== undefined && name !== publicSuffixOf(name) ? name : undefined
}

/** The domain itself and those above it, longest first; never one under which anybody can register a name. */
export function withParents(domain: string): string[] {
  const suffix = publicSuffixOf(domain)
  const labels = domain.split('.')
  return labels
    .map((_, start) => labels.slice(start).join('.'))
    .filter((name) => name.includes('.') && name.length > (suffix?.length ?? 0))
}

const publicSuffixOf = (domain: string): string | null =>
  suffixList().getPublicSuffix(domain, { allowPrivateDomains: true })
