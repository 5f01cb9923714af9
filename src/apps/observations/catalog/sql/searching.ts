import { type RawBuilder, sql } from 'kysely'
import type { CatalogRow } from '../rows.ts'
import type { Cone, FoundObservations, NumberRange, SearchCriteria, SearchOrder } from '../search-criteria.ts'
import { foundOf } from '../searching.ts'
import type { CatalogDb } from './schema.ts'

/** What `matchesCriteria` says, in SQL. */
export async function searchCatalog(db: CatalogDb, criteria: SearchCriteria): Promise<FoundObservations> {
  const conditions = conditionsOf(criteria)
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
  const from = sql`from target t
    left join prop_info p on p.ocat_propid = t.ocat_propid
    left join view_pi pi on pi.ocat_propid = t.ocat_propid
    left join view_coi coi on coi.ocat_propid = t.ocat_propid
    left join acisparam a on a.acisid = t.acisid
    ${where}`
  const counted = await sql<{ total: number }>`select count(*) as total ${from}`.execute(db)
  const found = await sql<CatalogRow>`select t.obsid, t.seq_nbr, t.targname, t.approved_exposure_time, t.status,
      t.instrument, t.grating, t.type, t.ra, t.dec, p.prop_num, pi.last as pi_last, coi.last as coi_last,
      cast(t.soe_st_sched_date as text) as soe_st_sched_date, cast(t.lts_lt_plan as text) as lts_lt_plan ${from}
    order by ${orders[criteria.order]}, t.obsid
    limit ${criteria.limit} offset ${criteria.offset}`.execute(db)

  return { items: found.rows.map(foundRow), total: Number(counted.rows[0]?.total ?? 0) }
}

const orders: Readonly<Record<SearchOrder, RawBuilder<unknown>>> = {
  sequence: sql`(t.seq_nbr is null), t.seq_nbr`,
  ra: sql`(t.ra is null), t.ra`,
  start: sql`(coalesce(t.soe_st_sched_date, t.lts_lt_plan) is null), coalesce(t.soe_st_sched_date, t.lts_lt_plan)`,
}

const foundRow = ({ pi_last = null, coi_last = null, prop_num = null, ...target }: CatalogRow) =>
  foundOf({
    target,
    prop_info: { prop_num },
    view_pi: { last: pi_last },
    view_coi: { last: coi_last },
    timereq: [],
    rollreq: [],
    aciswin: [],
  })

function conditionsOf(criteria: SearchCriteria): readonly RawBuilder<unknown>[] {
  const all: (RawBuilder<unknown> | undefined)[] = [
    ranged(sql`t.seq_nbr`, criteria.sequences, 6),
    ranged(sql`p.prop_num`, criteria.proposals, 8),
    ranged(sql`t.obsid`, criteria.obsids),
    person(criteria.piName),
    person(criteria.observer),
    criteria.target === null ? undefined : partOf(sql`t.targname`, criteria.target),
    criteria.cone ? inCone(criteria.cone) : undefined,
    criteria.category === null ? undefined : sql`substr(p.prop_num, 3, 2) = ${criteria.category}`,
    cycle(sql`t.obs_ao_str`, criteria.obsCycle),
    cycle(sql`p.ao_str`, criteria.propCycle),
    oneOf(sql`t.instrument`, criteria.instruments),
    oneOf(sql`a.exp_mode`, criteria.modes),
    oneOf(sql`coalesce(nullif(t.grating, ''), 'NONE')`, criteria.gratings),
    oneOf(sql`t.type`, criteria.types),
    oneOf(sql`t.status`, criteria.statuses),
    criteria.joint.length === 0 ? undefined : either(criteria.joint.map((part) => partOf(sql`p.joint`, part))),
  ]
  return all.filter((condition) => condition !== undefined)
}

/** Numbers kept as text have a fixed width, so that they compare as text and an index helps. */
function ranged(
  column: RawBuilder<unknown>,
  ranges: readonly NumberRange[],
  width = 0,
): RawBuilder<unknown> | undefined {
  if (ranges.length === 0) return undefined
  const bound = (number: number) => (width > 0 ? String(number).padStart(width, '0') : number)
  const fits = ranges.filter(({ from }) => width === 0 || String(from).length <= width)
  if (fits.length === 0) return sql`1 = 0`
  return either(fits.map(({ from, to }) => sql`${column} between ${bound(from)} and ${bound(clamped(to, width))}`))
}

const clamped = (number: number, width: number): number => (width > 0 ? Math.min(number, 10 ** width - 1) : number)

const person = (part: string | null): RawBuilder<unknown> | undefined =>
  part === null ? undefined : either([contains(sql`pi.last`, part), contains(sql`coi.last`, part)])

/** Lower case, blanks ignored. */
const partOf = (column: RawBuilder<unknown>, part: string): RawBuilder<unknown> =>
  contains(sql`replace(${column}, ' ', '')`, part.replace(/\s+/g, ''))

const contains = (column: RawBuilder<unknown>, part: string): RawBuilder<unknown> =>
  sql`lower(${column}) like ${`%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`

const oneOf = (column: RawBuilder<unknown>, words: readonly string[]): RawBuilder<unknown> | undefined =>
  words.length === 0 ? undefined : sql`lower(${column}) in (${sql.join(words.map((word) => word.toLowerCase()))})`

/** Two digits, with or without a leading zero. */
const cycle = (column: RawBuilder<unknown>, asked: string | null): RawBuilder<unknown> | undefined =>
  asked === null ? undefined : sql`${column} in (${sql.join([asked.padStart(2, '0'), asked.replace(/^0(?=\d)/, '')])})`

const either = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`(${sql.join(conditions, sql` or `)})`

/** Haversines; the band of declinations lets an index work. */
function inCone({ raDeg, decDeg, radiusDeg }: Cone): RawBuilder<unknown> {
  const limit = Math.sin((Math.min(radiusDeg, 180) * Math.PI) / 360) ** 2
  const half = (difference: RawBuilder<unknown>) => sql`power(sin(radians(${difference}) / 2), 2)`
  const across = sql`cos(radians(cast(${decDeg} as double precision))) * cos(radians(t.dec))`
  return sql`(t.dec between ${decDeg - radiusDeg} and ${decDeg + radiusDeg}
    and ${half(sql`(t.dec - cast(${decDeg} as double precision))`)}
      + ${across} * ${half(sql`(t.ra - cast(${raDeg} as double precision))`)} <= cast(${limit + 1e-18} as double precision))`
}
