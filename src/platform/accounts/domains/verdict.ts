import type { Db } from '../../database/tables.ts'
import { findDomains } from '../queries/domains.ts'
import type { DomainRow } from '../tables.ts'
import { freeMail } from './free-mail.ts'
import { domainOf, withParents } from './names.ts'
import { type Institution, shippedInstitution } from './shipped.ts'
import { hasAcademicSuffix } from './suffixes.ts'

/** What the house thinks of an address. */
export type Verdict =
  | Readonly<{ kind: 'academic'; domain: string; institution: Institution }>
  | Readonly<{ kind: 'unknown'; domain: string }>
  | Readonly<{ kind: 'refused'; domain: string; why: 'blocked' | 'free-mail' }>

const nameless: Institution = { name: null, country: null }

/**
 * Whether an address is academic. The first that has an answer decides: a rule of the house for this very address; the
 * rule for the longest part of its domain; free mail; the imported and the shipped lists, longest part first; academic
 * suffixes, unless the house wants to be asked about those. Parts are whole labels: `evil-mit.edu` is not `mit.edu`.
 */
export async function judge(db: Db, email: string, { suffixCounts = true } = {}): Promise<Verdict> {
  const domain = domainOf(email)
  if (domain === undefined) return { kind: 'unknown', domain: '' }
  const parts = withParents(domain)
  const known = await findDomains(db, [email.toLowerCase(), ...parts])

  const rule = nearest([email.toLowerCase(), ...parts], known, (row) => row.list_id === null)
  if (rule?.kind === 'blocked') return { kind: 'refused', domain, why: 'blocked' }
  if (rule) return { kind: 'academic', domain, institution: institutionOf(rule) }
  if (parts.some((part) => freeMail.has(part))) return { kind: 'refused', domain, why: 'free-mail' }

  for (const part of parts) {
    const listed = known.find((row) => row.domain === part && row.kind === 'listed')
    const institution = listed ? institutionOf(listed) : shippedInstitution(part)
    if (institution) return { kind: 'academic', domain, institution }
  }
  if (suffixCounts && hasAcademicSuffix(domain)) return { kind: 'academic', domain, institution: nameless }
  return { kind: 'unknown', domain }
}

const nearest = (
  names: readonly string[],
  rows: readonly DomainRow[],
  isOne: (row: DomainRow) => boolean,
): DomainRow | undefined => {
  for (const name of names) {
    const found = rows.filter((row) => row.domain === name && isOne(row))
    // Where somebody both allowed and blocked the same, no is the safe answer.
    if (found.length > 0) return found.find((row) => row.kind === 'blocked') ?? found[0]
  }
  return undefined
}

const institutionOf = ({ institution, country }: DomainRow): Institution => ({ name: institution, country })
