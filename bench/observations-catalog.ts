import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { CatalogRow } from '../src/apps/observations/catalog/rows.ts'
import { catalogDb, createCatalog, loadCatalog } from '../src/apps/observations/catalog/sql/schema.ts'
import { openSqlCatalog } from '../src/apps/observations/catalog/sql/sql-catalog.ts'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { quantiles } from './quantiles.ts'

export const title = 'observations: one observation from a SQL catalog of 28,000'

const count = 28_000
const reads = 500

/** Whole observations with ranks and a chain of ten, beside the bare driver that reads the same rows of eight tables. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-catalog-'))
  try {
    const database = openSqlite(join(folder, 'catalog.db'), 'command')
    await createCatalog(catalogDb(database))
    await loadCatalog(catalogDb(database), catalogRows(count))
    const catalog = openSqlCatalog(database)
    const bare = bareReader(database.raw as DatabaseSync)

    const [whole, plain]: [number[], number[]] = [[], []]
    for (let n = 0; n < reads; n++) {
      const obsid = 1 + ((n * 911) % count)
      whole.push(await timed(() => catalog.getObservation(obsid)))
      plain.push(await timed(async () => bare(obsid)))
    }
    console.log(`  whole observation  ${told(whole)}   the rows alone  ${told(plain)}   wanted: 50 ms a page`)
    await catalog.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Planned observations of ACIS with two ranked constraints each, in chains of ten. */
export function catalogRows(count: number) {
  const obsids = Array.from({ length: count }, (_, n) => n + 1)
  const each = (row: (obsid: number) => CatalogRow): CatalogRow[] => obsids.map(row)
  const flags = { window_flag: 'Y', roll_flag: 'Y', dither_flag: 'Y' }
  return {
    target: each((obsid) => ({
      ...{ obsid, ...flags, seq_nbr: String(900_000 + obsid), status: 'unobserved', targname: `T ${obsid}` },
      ...{ instrument: 'ACIS-S', acisid: obsid, ocat_propid: obsid, pre_id: obsid % 10 === 0 ? null : obsid - 1 },
    })),
    prop_info: each((obsid) => ({ ocat_propid: obsid, prop_num: String(15_000_000 + obsid), title: 'A title' })),
    acisparam: each((acisid) => ({ acisid, exp_mode: 'TE', ccds3_on: 'Y' })),
    dither: each((obsid) => ({ obsid, y_amp: 0.002 })),
    sim: each((obsid) => ({ obsid, trans_offset: -3 })),
    timereq: each((obsid) => ({ obsid, ordr: 1, tstart: '2031-01-01 00:00:00' })),
    rollreq: each((obsid) => ({ obsid, ordr: 1, roll: 10 })),
  }
}

/** The rows of one observation, and nothing else. */
export function bareReader(raw: DatabaseSync): (obsid: number) => void {
  const keys = { target: 'obsid', prop_info: 'ocat_propid', acisparam: 'acisid', dither: 'obsid', sim: 'obsid' }
  const asked = Object.entries({ ...keys, soe: 'obsid', timereq: 'obsid', rollreq: 'obsid' })
  const statements = asked.map(([table, key]) => raw.prepare(`select * from ${table} where ${key} = ?`))
  return (obsid) => {
    for (const statement of statements) statement.all(obsid)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

const told = (values: readonly number[]): string => {
  const { p50ms, p99ms } = quantiles(values)
  return `p50 ${p50ms} ms, p99 ${p99ms} ms`
}
