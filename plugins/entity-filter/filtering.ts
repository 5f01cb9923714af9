import { type Entity, isNaming } from '../../src/apps/plugins/formats/rows.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { type Random, randomBelow } from '../shared/random.ts'

export type Sampling = 'RANDOM' | 'FIRST_N' | 'ALL_ROWS'
export type Strategy = 'ALLOWLIST' | 'BLOCKLIST'

export type RowChoice = Readonly<{
  /** Entities that are taken in any case, and stand first. */
  ids: readonly string[]
  /** How many there shall be in all; null for those of `ids` alone, or for all where there are none. */
  count: number | null
  sampling: Sampling
  random: Random
}>

/**
 * Chooses entities of a file that can be read several times: those with a listed ID first, then as many others as are
 * missing, each in the order of the file. `ALL_ROWS` takes all others, whatever `count` says.
 *
 * @throws PluginError where a listed ID is not there, more are listed than wanted, or there are fewer than wanted
 */
export async function* chooseRows(
  read: () => AsyncIterable<Entity>,
  { ids, count, sampling, random }: RowChoice,
): AsyncGenerator<Entity> {
  const listed = new Set(ids)
  const isAll = sampling === 'ALL_ROWS' || (count === null && listed.size === 0)
  if (!isAll && count !== null && listed.size > count) {
    throw new PluginError(`${listed.size} IDs are listed, and only ${count} rows are wanted.`)
  }
  if (listed.size > 0) yield* listedRows(read(), listed)
  const isOther = ({ ID }: Entity): boolean => !listed.has(String(ID))
  if (isAll) {
    for await (const entity of read()) if (isOther(entity)) yield entity
    return
  }
  const missing = Math.max(0, (count ?? 0) - listed.size)
  if (missing > 0) yield* sample(read(), isOther, missing, sampling === 'RANDOM' ? random : null)
}

/** Keeps the listed attributes, or all but them; `ID` stays in any case. An empty list keeps everything. */
export function attributeFilter(attributes: readonly string[], strategy: Strategy): (name: string) => boolean {
  const listed = new Set(attributes)
  if (listed.size === 0) return () => true
  return (name) => name === 'ID' || listed.has(name) === (strategy === 'ALLOWLIST')
}

/** The listed attributes that the file does not have: a slip of the pen, most of the time. */
export const unknownAttributes = (attributes: readonly string[], known: ReadonlySet<string>): string[] =>
  attributes.filter((name) => !known.has(name) && !isNaming(name))

async function* listedRows(rows: AsyncIterable<Entity>, listed: ReadonlySet<string>): AsyncGenerator<Entity> {
  const missing = new Set(listed)
  for await (const entity of rows) {
    const id = String(entity.ID)
    if (!listed.has(id)) continue
    missing.delete(id)
    yield entity
  }
  if (missing.size === 0) return
  const names = [...missing].slice(0, 5).map((id) => `“${id}”`)
  throw new PluginError(`No entity has the ID ${names.join(', ')}${missing.size > 5 ? ' …' : ''}.`)
}

/**
 * The first `count` of those that are wanted, or with `random` any of them.
 *
 * @see A. Waterman's algorithm R in D. E. Knuth, The Art of Computer Programming 2, 3.4.2
 */
async function* sample(
  rows: AsyncIterable<Entity>,
  isWanted: (entity: Entity) => boolean,
  count: number,
  random: Random | null,
): AsyncGenerator<Entity> {
  const chosen: { entity: Entity; place: number }[] = []
  let place = 0
  for await (const entity of rows) {
    if (!isWanted(entity)) continue
    place++
    if (chosen.length < count) chosen.push({ entity, place })
    else if (random === null) break
    else {
      const slot = randomBelow(random, place)
      if (slot < count) chosen[slot] = { entity, place }
    }
  }
  if (chosen.length < count) {
    throw new PluginError(`There are ${chosen.length} further entities, and ${count} are wanted.`)
  }
  chosen.sort((a, b) => a.place - b.place)
  for (const { entity } of chosen) yield entity
}
