import { assemble, assembleBasic } from '../assembling.ts'
import { type Catalog, isOpenStatus } from '../catalog.ts'
import { type Link, walkChain } from '../chains.ts'
import { ObsidAmbiguous, ObsidUnknown } from '../errors.ts'
import type { BasicObservation, Observation } from '../read-model.ts'
import type { FoundObservations, SearchCriteria } from '../search-criteria.ts'
import { foundOf, matchesCriteria, sortFound } from '../searching.ts'
import type { AskArchive } from './asking.ts'
import { lacking, recordOf } from './mapping.ts'
import { mostRows, questionOf } from './questions.ts'
import { ranksOf } from './ranks.ts'
import type { TextRow } from './text-table.ts'

/** Obsids in one question: an address must not grow without bound. */
const atOnce = 100

/** The public text services of the archive: enough to look, too thin for what was never published (`lacks`). */
export function openArchiveCatalog(ask: AskArchive): Catalog {
  /** By group: a proposal whose observations are in it, learnt from what was read. */
  const proposals = new Map<string, string>()

  const rowOf = async (obsid: number): Promise<TextRow> => {
    const [row, second] = await ask({ obsid: String(obsid) })
    if (!row) throw new ObsidUnknown(obsid)
    if (second) throw new ObsidAmbiguous(obsid)
    if (row.group_id && row.pr_num) proposals.set(row.group_id, row.pr_num)
    return row
  }
  const family = (row: TextRow): Promise<readonly TextRow[]> | readonly TextRow[] =>
    row.pr_num && (row.group_id || Number(row.pre_id) > 0 || row.monitor === 'Y') ? ask({ propNum: row.pr_num }) : []

  const getObservation = async (obsid: number): Promise<Observation> => {
    const row = await rowOf(obsid)
    const ranks = await ranksOf(ask, row)
    const links = await Promise.resolve(family(row)).then((rows) => rows.map(linkOf))
    const group = links.filter(({ groupId }) => groupId !== undefined && groupId === row.group_id)
    const { prop_info, ...record } = recordOf(row, ranks)
    return assemble(
      // The cycle of the proposal is another thing than that of the observation, and both are public.
      { ...record, prop_info: { ...prop_info, ao_str: null } },
      {
        group_obsid: stillOpen(group),
        monitor_series: row.group_id ? [] : stillOpen(await walkAmong(obsid, links)),
        isFollowed: links.some(({ pre_id }) => pre_id === obsid),
      },
    )
  }

  return {
    kind: 'archive',
    lacks: lacking,
    getObservation,
    getBasic: async (obsid) => basicOf(await rowOf(obsid)),
    async getBasics(obsids) {
      const asked = [...new Set(obsids)].sort((a, b) => a - b)
      const rows: TextRow[] = []
      for (let at = 0; at < asked.length; at += atOnce) {
        rows.push(...(await ask({ obsid: asked.slice(at, at + atOnce).join(',') })))
      }
      const byObsid = Map.groupBy(rows, (row) => Number(row.obsid))
      return new Map([...byObsid].flatMap(([obsid, [row, second]]) => (row && !second ? [[obsid, basicOf(row)]] : [])))
    },
    /** Only groups of which an observation was read before: the services cannot be asked for one. */
    async getGroup(groupId) {
      const proposal = proposals.get(groupId)
      const rows = proposal === undefined ? [] : await ask({ propNum: proposal })
      return stillOpen(rows.filter((row) => row.group_id === groupId).map(linkOf))
    },
    async getChain(obsid) {
      const row = await rowOf(obsid)
      return stillOpen(await walkAmong(obsid, [...(await family(row)), row].map(linkOf)))
    },
    /** Addresses of people are not public. */
    getContact: async () => undefined,
    search: (criteria) => search(ask, criteria),
    close: async () => {},
  }
}

async function search(ask: AskArchive, criteria: SearchCriteria): Promise<FoundObservations> {
  const rows = await ask(questionOf(criteria))
  // The service matches people by role and joint programmes by name; the rest is looked at again here.
  const local = { ...criteria, piName: null, observer: null, joint: [] }
  const found = rows
    .map((row) => recordOf(row))
    .filter((record) => matchesCriteria(record, local))
    .map(foundOf)
  const sorted = sortFound(found, criteria.order)
  const items = sorted.slice(criteria.offset, criteria.offset + criteria.limit)
  return { items, total: sorted.length, isCut: rows.length >= mostRows }
}

/** The light read knows the proposal by the obsid alone. */
function basicOf(row: TextRow): BasicObservation {
  const { target, prop_info, view_pi } = recordOf(row)
  return { ...assembleBasic({ ...target, ...prop_info, ...view_pi }), ocat_propid: null }
}

type FamilyLink = Link & Readonly<{ groupId: string | undefined }>

const linkOf = (row: TextRow): FamilyLink => ({
  obsid: Number(row.obsid),
  pre_id: Number(row.pre_id) || null,
  status: row.status ?? null,
  groupId: row.group_id,
})

const walkAmong = (obsid: number, links: readonly Link[]): Promise<readonly Link[]> =>
  walkChain(obsid, async (obsids) =>
    links.filter((link) => obsids.includes(link.obsid) || (link.pre_id !== null && obsids.includes(link.pre_id))),
  )

const stillOpen = (links: readonly Link[]): readonly number[] =>
  [...new Set(links.filter(({ status }) => isOpenStatus(status)).map(({ obsid }) => obsid))].sort((a, b) => a - b)
