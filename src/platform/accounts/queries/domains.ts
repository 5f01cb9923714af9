import type { Db } from '../../database/tables.ts'
import type { DomainListRow, DomainRow } from '../tables.ts'

/** All that is known under these names, rules and lists alike. */
export function findDomains(db: Db, names: readonly string[]): Promise<DomainRow[]> {
  return db.selectFrom('accounts_domains').selectAll().where('domain', 'in', names).execute()
}

/** Rules of the house, by name; `after` is the last name of the page before. */
export function listRules(db: Db, { after = '', limit = 200 } = {}): Promise<DomainRow[]> {
  return db
    .selectFrom('accounts_domains')
    .selectAll()
    .where('list_id', 'is', null)
    .where('domain', '>', after)
    .orderBy('domain')
    .limit(limit)
    .execute()
}

/** The rule of the house for a name becomes this one. */
export async function putRule(tx: Db, row: DomainRow): Promise<void> {
  await tx.deleteFrom('accounts_domains').where('domain', '=', row.domain).where('list_id', 'is', null).execute()
  await tx.insertInto('accounts_domains').values(row).execute()
}

export function deleteRule(tx: Db, id: string): Promise<DomainRow | undefined> {
  return tx
    .deleteFrom('accounts_domains')
    .where('id', '=', id)
    .where('list_id', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export function findRule(db: Db, domain: string): Promise<DomainRow | undefined> {
  return db
    .selectFrom('accounts_domains')
    .selectAll()
    .where('domain', '=', domain)
    .where('list_id', 'is', null)
    .executeTakeFirst()
}

export function listDomainLists(db: Db): Promise<DomainListRow[]> {
  return db.selectFrom('accounts_domain_lists').selectAll().orderBy('name').limit(100).execute()
}

/** A list of the same name is replaced, its domains included. */
export async function putDomainList(tx: Db, list: DomainListRow): Promise<void> {
  await tx.deleteFrom('accounts_domain_lists').where('name', '=', list.name).execute()
  await tx.insertInto('accounts_domain_lists').values(list).execute()
}

export async function insertDomains(tx: Db, rows: readonly DomainRow[]): Promise<void> {
  await tx.insertInto('accounts_domains').values(rows).execute()
}

export function deleteDomainList(tx: Db, id: string): Promise<DomainListRow | undefined> {
  return tx.deleteFrom('accounts_domain_lists').where('id', '=', id).returningAll().executeTakeFirst()
}
