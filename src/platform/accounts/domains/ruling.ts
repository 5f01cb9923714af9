import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { deleteDomainList, deleteRule, findRule, insertDomains, putDomainList, putRule } from '../queries/domains.ts'
import type { DomainListForm, DomainRuleForm } from '../registration-schemas.ts'
import { Email } from '../schemas.ts'
import type { DomainListRow, DomainRow } from '../tables.ts'
import { readDomain } from './names.ts'
import { readList } from './reading-lists.ts'

const rowsAStatement = 500

/** Allows or blocks a domain or a single address, in place of the rule that it had. @throws UserError `accounts.domain` */
export async function ruleDomain(platform: Platform, form: DomainRuleForm, by: string): Promise<DomainRow> {
  const { kind, institution, country, note } = form
  const row: DomainRow = {
    id: randomUUIDv7(),
    domain: nameOf(form.domain),
    kind,
    institution,
    country,
    note,
    list_id: null,
    added_at: platform.now(),
    added_by: by,
  }
  await platform.db.transaction().execute(async (tx) => {
    const before = await findRule(tx, row.domain)
    await putRule(tx, row)
    await record(platform, tx, by, 'accounts.domain-ruled', row.domain, before, row)
  })
  return row
}

/** @throws UserError `accounts.no-such-rule` */
export async function removeRule(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await deleteRule(tx, id)
    if (!row) throw new UserError('not-found', 'accounts.no-such-rule', 'There is no such rule.')
    await record(platform, tx, by, 'accounts.domain-rule-removed', row.domain, row, undefined)
  })
}

export type ImportedList = Readonly<{ list: DomainListRow; rejected: readonly string[] }>

/** Takes a published list in, in place of the one of that name. @throws UserError `accounts.list` */
export async function importList(
  platform: Platform,
  form: DomainListForm,
  text: string,
  by: string,
): Promise<ImportedList> {
  const { domains, rejected } = readList(text)
  const at = platform.now()
  const { name, licence, address } = form
  const list = {
    id: randomUUIDv7(),
    name,
    licence,
    address,
    domain_count: domains.length,
    imported_at: at,
    imported_by: by,
  }
  const rows = domains.map(
    (entry): DomainRow => ({
      ...entry,
      id: randomUUIDv7(),
      kind: 'listed',
      note: null,
      list_id: list.id,
      added_at: at,
      added_by: by,
    }),
  )
  await platform.db.transaction().execute(async (tx) => {
    await putDomainList(tx, list)
    for (let start = 0; start < rows.length; start += rowsAStatement)
      await insertDomains(tx, rows.slice(start, start + rowsAStatement))
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.domain-list-imported',
      status: 'success',
      target: `accounts/domain-list/${list.id}`,
      after: { name, licence, address, domains: domains.length, rejected: rejected.length },
    })
  })
  return { list, rejected }
}

/** @throws UserError `accounts.no-such-rule` */
export async function removeList(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const list = await deleteDomainList(tx, id)
    if (!list) throw new UserError('not-found', 'accounts.no-such-rule', 'There is no such list.')
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.domain-list-removed',
      status: 'warning',
      target: `accounts/domain-list/${id}`,
      before: list,
    })
  })
}

/** A domain, or a whole address; anything else would be a rule for nobody. */
function nameOf(text: string): string {
  const name = text.includes('@') ? Email.safeParse(text).data : readDomain(text.replace(/^\*?\./, ''))
  if (name !== undefined) return name
  const message = 'This is neither a domain nor an address.'
  const fields = [{ path: 'domain', code: 'accounts.domain', message }]
  throw new UserError('invalid', 'accounts.domain', message, { fields })
}

const shown = (row: DomainRow | undefined) =>
  row && { kind: row.kind, institution: row.institution, country: row.country, note: row.note }

const record = (
  platform: Platform,
  tx: Db,
  actor: string,
  action: string,
  domain: string,
  before: DomainRow | undefined,
  after: DomainRow | undefined,
): Promise<void> =>
  platform.activity.record(tx, {
    actor,
    action,
    status: 'success',
    target: `accounts/domain/${domain}`,
    before: shown(before),
    after: shown(after),
  })
