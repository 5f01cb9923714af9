import { sql } from 'kysely'
import type { Database } from '../../../../platform/database/database.ts'
import { UserError } from '../../../../platform/errors.ts'
import { assemble, assembleBasic, assembleContact, type SideTable, sideTablesOf } from '../assembling.ts'
import { type Catalog, isOpenStatus } from '../catalog.ts'
import { type Link, walkChain } from '../chains.ts'
import { readValue } from '../coercion.ts'
import { CatalogAway, ObsidAmbiguous, ObsidUnknown } from '../errors.ts'
import type { BasicObservation, Observation, ObserverContact } from '../read-model.ts'
import { type CatalogRow, type CatalogTable, catalogTables } from '../rows.ts'
import { type CatalogDb, catalogDb } from './schema.ts'
import { searchCatalog } from './searching.ts'

/**
 * A catalog in tables shaped as the operational one has them, on SQLite or PostgreSQL. Its dates are timestamps or text that
 * sorts. It is only read.
 */
export function openSqlCatalog(database: Database): Catalog {
  const db = catalogDb(database)
  return {
    kind: 'sql',
    lacks: [],
    getObservation: (obsid) => answered(() => readObservation(db, obsid)),
    getBasic: (obsid) => answered(() => readBasic(db, obsid)),
    getBasics: (obsids) => answered(() => readBasics(db, obsids)),
    getGroup: (groupId) => answered(() => readGroup(db, groupId)),
    getChain: (obsid) => answered(async () => stillOpen(await walkChain(obsid, (some) => readLinks(db, some)))),
    getContact: (obsid) => answered(() => readContact(db, obsid)),
    search: (criteria) => answered(() => searchCatalog(db, criteria)),
    close: () => database.close(),
  }
}

/** Its server is not ours: whatever goes wrong there is told as one thing, with its cause for the log. */
async function answered<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new CatalogAway(error)
  }
}

async function readObservation(db: CatalogDb, obsid: number): Promise<Observation> {
  const target = one(obsid, await rowsBy(db, 'target', 'obsid', obsid))
  const needed = sideTablesOf(target)
  const groupId = readValue('word', target.group_id)
  const side = async (table: SideTable, key: string, value: CatalogRow[string] | undefined) =>
    needed.has(table) ? rowsBy(db, table, key, value ?? null) : []

  const [proposal, pi, coi, too, hrc, acis, sim, soe, dither, phase, times, rolls, windows, group, links] =
    await Promise.all([
      rowsBy(db, 'prop_info', 'ocat_propid', target.ocat_propid ?? null),
      rowsBy(db, 'view_pi', 'ocat_propid', target.ocat_propid ?? null),
      rowsBy(db, 'view_coi', 'ocat_propid', target.ocat_propid ?? null),
      side('too', 'tooid', target.tooid),
      side('hrcparam', 'hrcid', target.hrcid),
      side('acisparam', 'acisid', target.acisid),
      side('sim', 'obsid', obsid),
      side('soe', 'obsid', obsid),
      side('dither', 'obsid', obsid),
      side('phasereq', 'obsid', obsid),
      side('timereq', 'obsid', obsid),
      side('rollreq', 'obsid', obsid),
      side('aciswin', 'obsid', obsid),
      groupId === null ? [] : readGroup(db, String(groupId)),
      groupId === null ? walkChain(obsid, (some) => readLinks(db, some)) : [],
    ])

  return assemble(
    {
      target,
      prop_info: proposal[0],
      view_pi: pi[0],
      view_coi: coi[0],
      too: too[0],
      hrcparam: hrc[0],
      acisparam: acis[0],
      sim: sim[0],
      soe: soe.find(({ unscheduled }) => unscheduled === 'N'),
      dither: dither[0],
      phasereq: phase[0],
      timereq: ranked(times),
      rollreq: ranked(rolls),
      aciswin: ranked(windows),
    },
    { group_obsid: group, monitor_series: stillOpen(links), isFollowed: links.some(({ pre_id }) => pre_id === obsid) },
  )
}

async function readBasic(db: CatalogDb, obsid: number): Promise<BasicObservation> {
  return assembleBasic(one(obsid, await basicRows(db, [obsid])))
}

async function readBasics(db: CatalogDb, obsids: readonly number[]): Promise<ReadonlyMap<number, BasicObservation>> {
  const byObsid = Map.groupBy(await basicRows(db, obsids), (row) => Number(row.obsid))
  return new Map(
    [...byObsid].flatMap(([obsid, [row, second]]) => (row && !second ? [[obsid, assembleBasic(row)]] : [])),
  )
}

function basicRows(db: CatalogDb, obsids: readonly number[]): Promise<CatalogRow[]> {
  if (obsids.length === 0) return Promise.resolve([])
  const asked = [...new Set(obsids)]
  return db
    .selectFrom('target')
    .leftJoin('prop_info', 'prop_info.ocat_propid', 'target.ocat_propid')
    .leftJoin('view_pi', 'view_pi.ocat_propid', 'target.ocat_propid')
    .select(['target.obsid', 'target.seq_nbr', 'target.status', 'target.targname', 'target.type'])
    .select(['target.instrument', 'target.ocat_propid', 'target.si_mode'])
    .select(['prop_info.prop_num', 'prop_info.title', 'view_pi.last'])
    .where('target.obsid', 'in', asked)
    .execute()
}

async function readContact(db: CatalogDb, obsid: number): Promise<ObserverContact | undefined> {
  const target = one(obsid, await rowsBy(db, 'target', 'obsid', obsid))
  const [proposal] = await rowsBy(db, 'prop_info', 'ocat_propid', target.ocat_propid ?? null)
  if (!proposal) return undefined
  const ids = [proposal.piid, proposal.coin_id].filter((id) => id !== null && id !== undefined)
  const people = await Promise.all(ids.map((id) => rowsBy(db, 'person', 'pers_id', id)))
  return assembleContact(proposal, people.flat())
}

async function readGroup(db: CatalogDb, groupId: string): Promise<readonly number[]> {
  return stillOpen(await linkRows(db).where('group_id', '=', groupId).execute())
}

async function readLinks(db: CatalogDb, obsids: readonly number[]): Promise<readonly Link[]> {
  const some = [...obsids]
  const rows = await linkRows(db)
    .where((eb) => eb.or([eb('obsid', 'in', some), eb('pre_id', 'in', some)]))
    .execute()
  return rows.map(linkOf)
}

const linkRows = (db: CatalogDb) => db.selectFrom('target').select(['obsid', 'pre_id', 'status'])

const linkOf = (row: CatalogRow): Link => ({
  obsid: Number(row.obsid),
  pre_id: row.pre_id === null ? null : Number(row.pre_id),
  status: row.status === null ? null : String(row.status),
})

const stillOpen = (links: readonly (Link | CatalogRow)[]): readonly number[] =>
  links
    .filter(({ status }) => isOpenStatus(status === null ? null : String(status)))
    .map(({ obsid }) => Number(obsid))
    .sort((a, b) => a - b)

/** Only the columns that are known, so that others of the operational catalog do no harm. Dates come as text. */
async function rowsBy(
  db: CatalogDb,
  table: CatalogTable,
  key: string,
  value: CatalogRow[string],
): Promise<readonly CatalogRow[]> {
  if (value === null) return []
  const columns = Object.keys(catalogTables[table])
  const { rows } = await sql<CatalogRow>`select ${sql.join(columns.map(columnOf))} from ${sql.table(table)}
    where ${sql.ref(key)} = ${value}`.execute(db)
  return rows
}

const columnOf = (column: string) =>
  timeColumns.includes(column) ? sql`cast(${sql.ref(column)} as text) as ${sql.ref(column)}` : sql.ref(column)

const timeColumns: readonly string[] = ['soe_st_sched_date', 'lts_lt_plan', 'tstart', 'tstop']

const ranked = (rows: readonly CatalogRow[]): readonly CatalogRow[] =>
  [...rows].sort((a, b) => Number(a.ordr) - Number(b.ordr))

/** @throws ObsidUnknown, ObsidAmbiguous */
function one(obsid: number, rows: readonly CatalogRow[]): CatalogRow {
  const [row, second] = rows
  if (!row) throw new ObsidUnknown(obsid)
  if (second) throw new ObsidAmbiguous(obsid)
  return row
}
