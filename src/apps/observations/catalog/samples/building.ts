import type { CatalogRows } from '../memory-catalog.ts'
import type { CatalogRow, CatalogTable } from '../rows.ts'

export type Sides = Readonly<{
  proposal?: CatalogRow
  pi?: string
  coi?: string
  too?: CatalogRow
  acis?: CatalogRow
  hrc?: CatalogRow
  times?: readonly CatalogRow[]
  rolls?: readonly CatalogRow[]
  windows?: readonly CatalogRow[]
  phase?: CatalogRow
  dither?: CatalogRow
  sim?: CatalogRow
  roll?: number
}>

/**
 * The rows of all tables for some observations. Keys of side tables that a sample does not name are its obsid; the number
 * of its proposal is that of the first who names it.
 */
export function rowsOfSamples(samples: readonly (readonly [CatalogRow & { obsid: number }, Sides?])[]): CatalogRows {
  const rows: Partial<Record<CatalogTable, CatalogRow[]>> = {}
  const add = (table: CatalogTable, row: CatalogRow): void => {
    rows[table] ??= []
    rows[table].push(row)
  }

  for (const [target, sides = {}] of samples) {
    const { obsid } = target
    const keys = {
      ...(sides.proposal ? { ocat_propid: obsid } : {}),
      ...(sides.too ? { tooid: obsid } : {}),
      ...(sides.acis ? { acisid: obsid } : {}),
      ...(sides.hrc ? { hrcid: obsid } : {}),
    }
    add('target', { ...keys, ...target })
    if (sides.proposal) add('prop_info', { ocat_propid: obsid, ...contactsOf(obsid, sides), ...sides.proposal })
    if (sides.pi) add('view_pi', { ocat_propid: obsid, last: sides.pi })
    if (sides.coi) add('view_coi', { ocat_propid: obsid, last: sides.coi })
    if (sides.pi) add('person', personOf(2 * obsid, sides.pi))
    if (sides.coi) add('person', personOf(2 * obsid + 1, sides.coi))
    if (sides.too) add('too', { tooid: obsid, ...sides.too })
    if (sides.acis) add('acisparam', { acisid: obsid, ...sides.acis })
    if (sides.hrc) add('hrcparam', { hrcid: obsid, ...sides.hrc })
    if (sides.phase) add('phasereq', { obsid, ...sides.phase })
    if (sides.dither) add('dither', { obsid, ...sides.dither })
    if (sides.sim) add('sim', { obsid, ...sides.sim })
    if (sides.roll !== undefined) add('soe', { obsid, unscheduled: 'N', soe_roll: sides.roll })
    sides.times?.forEach((row, at) => {
      add('timereq', { obsid, ordr: at + 1, ...row })
    })
    sides.rolls?.forEach((row, at) => {
      add('rollreq', { obsid, ordr: at + 1, ...row })
    })
    sides.windows?.forEach((row, at) => {
      add('aciswin', { obsid, ordr: at + 1, ...row })
    })
  }
  return rows
}

/** Where a co-I is named, letters address them. */
const contactsOf = (obsid: number, { pi, coi }: Sides): CatalogRow => ({
  piid: pi ? 2 * obsid : null,
  coin_id: coi ? 2 * obsid + 1 : null,
  coi_contact: coi ? 'Y' : 'N',
})

const personOf = (pers_id: number, last: string): CatalogRow => ({
  pers_id,
  last,
  email: `${last.toLowerCase()}@observers.example`,
})
