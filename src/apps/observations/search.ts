import type { Found, Searcher } from '../../platform/search/search.ts'
import type { Catalog } from './catalog/catalog.ts'
import { ObsidAmbiguous, ObsidUnknown } from './catalog/errors.ts'
import { everything } from './catalog/search-criteria.ts'
import { links } from './links.ts'
import { sourcesOf } from './sources.ts'

/** Observations by obsid or target, and revisions by their number. The public archive is slow: there obsids alone count. */
const observations: Searcher = {
  kind: 'observation',
  permission: 'observations.read',
  find: async (platform, { text, limit }) => {
    const key = /^(\d{1,6})\.(\d{1,3})$/.exec(text)
    if (key) return [{ title: text, href: links.revision(text) }]
    const { catalog } = await sourcesOf(platform)
    if (/^\d{1,6}$/.test(text)) return byObsid(catalog, Number(text))
    if (catalog.kind === 'archive' || text.length < 2) return []
    return (await catalog.search({ ...everything, target: text, limit })).items.map(asFound)
  },
}

async function byObsid(catalog: Catalog, obsid: number): Promise<Found[]> {
  if (catalog.kind === 'archive') return [{ title: String(obsid), href: links.ocat(obsid) }]
  try {
    const { targname, status } = await catalog.getBasic(obsid)
    return [asFound({ obsid, targname, status })]
  } catch (error) {
    if (error instanceof ObsidUnknown || error instanceof ObsidAmbiguous) return []
    throw error
  }
}

type Told = Readonly<{ obsid: number; targname: string | null; status: string | null; instrument?: string | null }>

const asFound = ({ obsid, targname, status, instrument }: Told): Found => ({
  title: [obsid, targname].filter(Boolean).join(' '),
  detail: [instrument, status].filter(Boolean).join(' · '),
  href: links.ocat(obsid),
})

export const search = [observations]
