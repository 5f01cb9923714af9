import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from './catalog.ts'

/** Lists that Mission Planning leaves in a folder. Each may be missing: what it would say is unknown then, never an error. */
export type Auxiliary = Readonly<{
  /** Obsids on an active OR list; undefined where nobody knows. */
  orList: () => Promise<ReadonlySet<number> | undefined>
  /** By obsid: `low-high` in degrees; undefined where nobody knows. */
  plannedRolls: () => Promise<ReadonlyMap<number, string> | undefined>
  /** Addresses of pictures of the sky around a target; absent where there is none. */
  skyMaps: (sequence: string | null) => Promise<SkyMaps>
}>

export type SkyMaps = Readonly<Partial<Record<'rass' | 'rosat' | 'dss', string>>>

const publicMaps = 'https://cxc.harvard.edu/targets'
/** The end of a picture's name for each link. */
const endings = { rass: 'rass.gif', rosat: 'pspc.gif', dss: 'dss.gif' } as const

/** @param folder Where the lists lie; undefined where there are none. A file that changes is read anew. */
export function openAuxiliary(folder: string | undefined): Auxiliary {
  return {
    orList: rereadable(folder, 'scheduled_obs_list', readOrList),
    plannedRolls: rereadable(folder, 'mp_long_term', readPlannedRolls),
    async skyMaps(sequence) {
      if (folder === undefined || sequence === null || !/^\d{1,6}$/.test(sequence)) return {}
      const names = await readdir(join(folder, 'targets', sequence)).catch(() => [])
      return mapsAmong(sequence, names)
    },
  }
}

/** The catalog, with the roll that Mission Planning plans for each observation. */
export function withPlannedRolls(catalog: Catalog, auxiliary: Auxiliary): Catalog {
  return {
    ...catalog,
    async getObservation(obsid) {
      const [observation, rolls] = await Promise.all([catalog.getObservation(obsid), auxiliary.plannedRolls()])
      return { ...observation, values: { ...observation.values, planned_roll: rolls?.get(obsid) ?? null } }
    },
  }
}

/** One line for each observation, of which the first word counts. */
export const readOrList = (text: string): ReadonlySet<number> =>
  new Set(
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[0] ?? '')
      .filter((word) => /^\d{1,7}$/.test(word))
      .map(Number),
  )

/** Lines of `obsid:roll:range`; the two numbers are the ends of the range, in any order. */
export function readPlannedRolls(text: string): ReadonlyMap<number, string> {
  const lines = text.split('\n').map((line) => /^\s*(\d+):\s*([\d.]+)\s*:\s*([\d.]+)\s*$/.exec(line))
  return new Map(
    lines.flatMap((found) => {
      const [, obsid, ...ends] = found ?? []
      const [low, high] = ends.sort((a, b) => Number(a) - Number(b))
      return obsid && low && high ? [[Number(obsid), `${low}-${high}`] as const] : []
    }),
  )
}

/** Pictures that know the planned roll (`soe.`) are preferred. */
function mapsAmong(sequence: string, names: readonly string[]): SkyMaps {
  const chosen = Object.entries(endings).map(([link, ending]) => {
    const fitting = names.filter((name) => /^[\w.-]{1,100}$/.test(name) && name.endsWith(ending)).sort()
    const name = fitting.find((one) => one.endsWith(`soe.${ending}`)) ?? fitting[0]
    return [link, name === undefined ? undefined : `${publicMaps}/${sequence}/${name}`] as const
  })
  return Object.fromEntries(chosen.filter(([, address]) => address !== undefined))
}

function rereadable<Content>(
  folder: string | undefined,
  name: string,
  read: (text: string) => Content,
): () => Promise<Content | undefined> {
  let seen: { stamp: string; content: Content } | undefined
  return async () => {
    if (folder === undefined) return undefined
    try {
      const file = join(folder, name)
      const { mtimeMs, size, ino } = await stat(file)
      const stamp = `${mtimeMs} ${size} ${ino}`
      if (seen?.stamp !== stamp) seen = { stamp, content: read(await readFile(file, 'utf8')) }
      return seen.content
    } catch {
      return undefined
    }
  }
}
