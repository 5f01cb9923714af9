import { assemble, assembleBasic, assembleContact } from './assembling.ts'
import { type Catalog, isOpenStatus } from './catalog.ts'
import { type Link, walkChain } from './chains.ts'
import { readValue } from './coercion.ts'
import { ObsidAmbiguous, ObsidUnknown } from './errors.ts'
import type { CatalogRecord, CatalogRow, CatalogTable } from './rows.ts'
import { foundOf, matchesCriteria, sortFound } from './searching.ts'

export type CatalogRows = Readonly<Partial<Record<CatalogTable, readonly CatalogRow[]>>>

/** A catalog of rows in memory: the sample catalog, and whatever a test makes up. */
export function openMemoryCatalog(rows: CatalogRows): Catalog {
  const rowsOf = (table: CatalogTable): readonly CatalogRow[] => rows[table] ?? []
  const targets = Map.groupBy(rowsOf('target'), (row) => Number(row.obsid))

  const targetOf = (obsid: number): CatalogRow => {
    const [target, second] = targets.get(obsid) ?? []
    if (!target) throw new ObsidUnknown(obsid)
    if (second) throw new ObsidAmbiguous(obsid)
    return target
  }
  const first = (table: CatalogTable, key: string, value: CatalogRow[string] | undefined): CatalogRow | undefined =>
    rowsOf(table).find((row) => row[key] === value)
  const ranked = (table: CatalogTable, obsid: number): readonly CatalogRow[] =>
    rowsOf(table)
      .filter((row) => row.obsid === obsid)
      .sort((a, b) => Number(a.ordr) - Number(b.ordr))

  const recordOf = (target: CatalogRow): CatalogRecord => {
    const obsid = Number(target.obsid)
    return {
      target,
      prop_info: first('prop_info', 'ocat_propid', target.ocat_propid),
      view_pi: first('view_pi', 'ocat_propid', target.ocat_propid),
      view_coi: first('view_coi', 'ocat_propid', target.ocat_propid),
      too: first('too', 'tooid', target.tooid),
      hrcparam: first('hrcparam', 'hrcid', target.hrcid),
      acisparam: first('acisparam', 'acisid', target.acisid),
      sim: first('sim', 'obsid', obsid),
      soe: rowsOf('soe').find((row) => row.obsid === obsid && row.unscheduled === 'N'),
      dither: first('dither', 'obsid', obsid),
      phasereq: first('phasereq', 'obsid', obsid),
      timereq: ranked('timereq', obsid),
      rollreq: ranked('rollreq', obsid),
      aciswin: ranked('aciswin', obsid),
    }
  }

  const links = rowsOf('target').map(linkOf)
  const linksOf = async (obsids: readonly number[]): Promise<readonly Link[]> =>
    links.filter(({ obsid, pre_id }) => obsids.includes(obsid) || (pre_id !== null && obsids.includes(pre_id)))

  const getGroup = async (groupId: string): Promise<readonly number[]> =>
    openObsids(
      rowsOf('target')
        .filter((row) => row.group_id === groupId)
        .map(linkOf),
    )
  const getChain = async (obsid: number): Promise<readonly number[]> => openObsids(await walkChain(obsid, linksOf))

  const observationOf = async (target: CatalogRow) => {
    const obsid = Number(target.obsid)
    const groupId = readValue('word', target.group_id)
    return assemble(recordOf(target), {
      group_obsid: groupId ? await getGroup(String(groupId)) : [],
      monitor_series: groupId ? [] : await getChain(obsid),
      isFollowed: links.some((link) => link.pre_id === obsid),
    })
  }

  const basicOf = (target: CatalogRow) =>
    assembleBasic({
      ...first('view_pi', 'ocat_propid', target.ocat_propid),
      ...first('prop_info', 'ocat_propid', target.ocat_propid),
      ...target,
    })

  return {
    kind: 'sample',
    lacks: [],
    getObservation: async (obsid) => observationOf(targetOf(obsid)),
    getBasic: async (obsid) => basicOf(targetOf(obsid)),
    async getBasics(obsids) {
      const known = [...new Set(obsids)].filter((obsid) => targets.get(obsid)?.length === 1)
      return new Map(known.map((obsid) => [obsid, basicOf(targetOf(obsid))]))
    },
    getGroup,
    getChain,
    async getContact(obsid) {
      const proposal = first('prop_info', 'ocat_propid', targetOf(obsid).ocat_propid)
      return proposal && assembleContact(proposal, rowsOf('person'))
    },
    async search(criteria) {
      const records = rowsOf('target').map(recordOf)
      const found = records.filter((record) => matchesCriteria(record, criteria)).map(foundOf)
      const sorted = sortFound(found, criteria.order)
      return { items: sorted.slice(criteria.offset, criteria.offset + criteria.limit), total: sorted.length }
    },
    close: async () => {},
  }
}

const linkOf = (row: CatalogRow): Link => ({
  obsid: Number(row.obsid),
  pre_id: typeof row.pre_id === 'number' ? row.pre_id : null,
  status: row.status === null ? null : String(row.status),
})

const openObsids = (links: readonly Link[]): readonly number[] =>
  links
    .filter(({ status }) => isOpenStatus(status))
    .map(({ obsid }) => obsid)
    .sort((a, b) => a - b)
