import type { AdminTable } from '../../../platform/admin/tables/declaring.ts'

/** The column of a table whose rows go with their paper. */
export const toPaper = {
  name: 'paper_id',
  title: 'Paper',
  type: 'code',
  refersTo: 'papers',
  whenGone: 'goes-along',
} as const

/** A table that is only read here, with the sentence that says where it is written. */
export function closedTable(table: Omit<AdminTable, 'closed'>, why: string): AdminTable {
  return { ...table, closed: { create: why, edit: why, remove: why } }
}
