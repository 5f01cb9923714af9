import { columnsOf, kindOfColumn, readValue } from './coercion.ts'
import { catalogDate, readDate } from './dates.ts'
import {
  type BasicObservation,
  type Observation,
  type ObserverContact,
  type Rank,
  type RankList,
  type ScalarName,
  scalarKinds,
  type Value,
} from './read-model.ts'
import type { CatalogRecord, CatalogRow, Surroundings } from './rows.ts'

/** Which side tables hold anything for an observation: the others are not read. */
export function sideTablesOf(target: CatalogRow): ReadonlySet<SideTable> {
  const keyed = (['tooid', 'hrcid', 'acisid'] as const).filter(
    (key) => target[key] !== null && target[key] !== undefined,
  )
  const flagged = Object.entries(tableOfFlag).filter(([flag]) => isSet(target[flag]))
  return new Set([...keyed.map((key) => tableOfKey[key]), ...flagged.map(([, table]) => table), 'sim', 'soe'])
}

export type SideTable =
  | 'too'
  | 'hrcparam'
  | 'acisparam'
  | 'timereq'
  | 'rollreq'
  | 'aciswin'
  | 'phasereq'
  | 'dither'
  | 'sim'
  | 'soe'

const tableOfKey = { tooid: 'too', hrcid: 'hrcparam', acisid: 'acisparam' } as const

const tableOfFlag: Readonly<Record<string, SideTable>> = {
  window_flag: 'timereq',
  roll_flag: 'rollreq',
  spwindow_flag: 'aciswin',
  dither_flag: 'dither',
  phase_constraint_flag: 'phasereq',
}

const isSet = (flag: string | number | null | undefined): boolean => {
  const value = readValue('flag', flag)
  return value !== null && value !== 'N'
}

/** Puts the rows of one observation together under the names that this app uses. */
export function assemble(record: CatalogRecord, around: Surroundings): Observation {
  const read = sideTablesOf(record.target)
  const given = sourcesOf(record, read)
  const values = Object.fromEntries(names.map((name) => [name, readOwn(name, given[name])])) as Record<
    ScalarName,
    Value
  >

  for (const flag of flagsThatAreNever) values[flag] ??= 'N'
  if (typeof values.rem_exp_time === 'number' && values.rem_exp_time < 0) values.rem_exp_time = 0
  values.observer ??= values.pi_name
  const isGrouped = values.group_id !== null
  values.monitor_flag = !isGrouped && (values.pre_id !== null || around.isFollowed) ? 'Y' : 'N'

  return {
    obsid: Number(values.obsid),
    values,
    time_ranks: read.has('timereq') ? ranksOf('time_ranks', record.timereq) : [],
    roll_ranks: read.has('rollreq') ? ranksOf('roll_ranks', record.rollreq) : [],
    window_ranks: read.has('aciswin') ? ranksOf('window_ranks', record.aciswin) : [],
    group_obsid: isGrouped ? around.group_obsid : [],
    monitor_series: values.monitor_flag === 'Y' ? around.monitor_series : [],
    hasStandardDither: readValue('flag', record.target.dither_flag) === null,
  }
}

/** The light read: one row of the target joined with its proposal. */
export function assembleBasic(row: CatalogRow): BasicObservation {
  return {
    obsid: Number(row.obsid),
    seq_nbr: textOf('seq_nbr', row.seq_nbr),
    status: textOf('status', row.status),
    targname: textOf('targname', row.targname),
    obs_type: textOf('obs_type', row.type),
    instrument: textOf('instrument', row.instrument),
    ocat_propid: numberOf('ocat_propid', row.ocat_propid),
    proposal_number: textOf('proposal_number', row.prop_num),
    proposal_title: textOf('proposal_title', row.title),
    pi_name: textOf('pi_name', row.last),
    si_mode: textOf('si_mode', row.si_mode),
  }
}

/** Whom to write to; undefined where no address is known. */
export function assembleContact(proposal: CatalogRow, people: readonly CatalogRow[]): ObserverContact | undefined {
  const find = (id: CatalogRow[string] | undefined) =>
    id === null || id === undefined ? undefined : people.find(({ pers_id }) => Number(pers_id) === Number(id))
  const pi = find(proposal.piid)
  const coi = proposal.coi_contact === 'Y' ? find(proposal.coin_id) : undefined
  const emails = [pi?.email, coi?.email].filter((email) => typeof email === 'string' && email.includes('@'))
  const name = readValue('text', (coi ?? pi)?.last) ?? null
  return emails.length === 0 ? undefined : { name: name === null ? null : String(name), emails: emails.map(String) }
}

const names = Object.keys(scalarKinds) as ScalarName[]

/** They read `N` where the catalog says nothing; of the dither, `hasStandardDither` tells which. */
const flagsThatAreNever = ['dither_flag', 'window_flag', 'roll_flag', 'spwindow_flag'] as const

/** Under the names of this app. What comes later wins: the cycle of the proposal overwrites that of the observation. */
function sourcesOf(record: CatalogRecord, read: ReadonlySet<SideTable>): CatalogRow {
  const { target, prop_info: proposal } = record
  const side = (table: SideTable, row: CatalogRow | undefined): CatalogRow => (read.has(table) ? (row ?? {}) : {})
  return {
    ...target,
    ...only(side('acisparam', record.acisparam), 'acisid'),
    ...renamed(side('hrcparam', record.hrcparam), hrcNames),
    ...renamed(side('too', record.too), tooNames),
    ...only(side('phasereq', record.phasereq), 'obsid'),
    ...only(side('dither', record.dither), 'obsid'),
    ...only(side('sim', record.sim), 'obsid'),
    ...renamed(side('soe', record.soe), { soe_roll: 'soe_roll' }),
    ...renamed(target, targetNames),
    ...renamed(proposal ?? {}, proposalNames),
    pi_name: record.view_pi?.last ?? null,
    observer: record.view_coi?.last ?? null,
  }
}

const targetNames = { mp_remarks: 'comments', type: 'obs_type' }
const hrcNames = { hrc_zero_block: 'hrc_zero_block', timing_mode: 'hrc_timing_mode', si_mode: 'hrc_si_mode' }
const tooNames = {
  type: 'too_type',
  start: 'too_start',
  stop: 'too_stop',
  followup: 'too_followup',
  trig: 'too_trig',
  remarks: 'too_remarks',
}
const proposalNames = {
  ao_str: 'obs_ao_str',
  prop_num: 'proposal_number',
  title: 'proposal_title',
  joint: 'proposal_joint',
  hst_approved_time: 'proposal_hst',
  noao_approved_time: 'proposal_noao',
  xmm_approved_time: 'proposal_xmm',
  rxte_approved_time: 'proposal_rxte',
  vla_approved_time: 'proposal_vla',
  vlba_approved_time: 'proposal_vlba',
}

const renamed = (row: CatalogRow, byName: Readonly<Record<string, string>>): CatalogRow =>
  Object.fromEntries(
    Object.entries(byName).flatMap(([from, to]) => ((row[from] ?? null) === null ? [] : [[to, row[from] ?? null]])),
  )

const only = (row: CatalogRow, without: string): CatalogRow =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== without))

/** A value that is not of its parameter's type is as good as none: the catalog is not ours to put right. */
function readOwn(name: ScalarName, given: string | number | null | undefined): Value {
  const value = readValue(scalarKinds[name], given) ?? null
  if (value === null || scalarKinds[name] !== 'date') return value
  return catalogDate(String(value))
}

function ranksOf<List extends RankList>(list: List, rows: readonly CatalogRow[]): readonly Rank<List>[] {
  return rows.map(
    (row) =>
      Object.fromEntries(
        columnsOf(list).map((column) => [column, readValue(kindOfColumn(list, column), row[column]) ?? null]),
      ) as Rank<List>,
  )
}

const textOf = (name: ScalarName, given: string | number | null | undefined): string | null => {
  const value = readValue(scalarKinds[name], given) ?? null
  return value === null ? null : String(value)
}

const numberOf = (name: ScalarName, given: string | number | null | undefined): number | null =>
  Number(readValue(scalarKinds[name], given) ?? Number.NaN) || null

/** The start that a planned date of the catalog names, for sorting. */
export const plannedStart = (date: Value): string | null => (date === null ? null : (readDate(String(date)) ?? null))
