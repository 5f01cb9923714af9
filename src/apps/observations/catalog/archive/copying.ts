import type { CatalogRows } from '../memory-catalog.ts'
import type { CatalogRecord, CatalogRow, CatalogTable } from '../rows.ts'
import type { AskArchive } from './asking.ts'
import { recordOf } from './mapping.ts'
import { ranksOf } from './ranks.ts'

/** What the public archive tells of these observations, as rows of a catalog; those it does not know are left out. */
export async function rowsFromArchive(ask: AskArchive, obsids: readonly number[]): Promise<CatalogRows> {
  const rows: Partial<Record<CatalogTable, CatalogRow[]>> = {}
  for (const obsid of obsids) {
    const [row] = await ask({ obsid: String(obsid) })
    if (!row) continue
    for (const [table, added] of rowsOf(recordOf(row, await ranksOf(ask, row)))) {
      rows[table] ??= []
      rows[table].push(added)
    }
  }
  return rows
}

/** Each row with the key by which the catalog finds it. */
function rowsOf({
  target,
  timereq,
  rollreq,
  aciswin,
  ...sides
}: CatalogRecord): readonly (readonly [CatalogTable, CatalogRow])[] {
  const ranked = (table: CatalogTable, rows: readonly CatalogRow[]) =>
    rows.map((row, at) => [table, { obsid: target.obsid ?? null, ordr: at + 1, ...row }] as const)
  const single = Object.entries(sides).flatMap(([table, row]) => {
    const key = keys[table as keyof typeof sides]
    const value = target[key] ?? null
    return row && value !== null ? [[table as CatalogTable, { [key]: value, ...marks[table], ...row }] as const] : []
  })
  return [
    ['target', target],
    ...single,
    ...ranked('timereq', timereq),
    ...ranked('rollreq', rollreq),
    ...ranked('aciswin', aciswin),
  ]
}

const keys: Readonly<Record<Exclude<keyof CatalogRecord, 'target' | 'timereq' | 'rollreq' | 'aciswin'>, string>> = {
  prop_info: 'ocat_propid',
  view_pi: 'ocat_propid',
  view_coi: 'ocat_propid',
  too: 'tooid',
  hrcparam: 'hrcid',
  acisparam: 'acisid',
  sim: 'obsid',
  soe: 'obsid',
  dither: 'obsid',
  phasereq: 'obsid',
}

const marks: Readonly<Record<string, CatalogRow>> = { soe: { unscheduled: 'N' } }
