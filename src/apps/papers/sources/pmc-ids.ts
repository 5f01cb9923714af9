import { z } from 'zod'
import type { Pace } from '../../../platform/http/host-state.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { askSource } from './asking.ts'
import type { Source } from './source.ts'

const Table = z.object({
  records: z.array(z.object({ doi: z.string().nullish(), status: z.string().nullish() })).nullish(),
})

/** Three in a second. */
const pace: Pace = { concurrency: 1, minIntervalMs: 350, jitter: 0.1 }

/** The table that leads from PubMed and PubMed Central numbers to DOIs; of articles in PubMed Central alone. */
export const pmcIds: Source = {
  name: 'pmc-ids',
  title: 'PubMed Central ids',
  address: 'pmcIds',
  role: 'extra',
  pace,
  papersPerHour: 3 * 3_600,
  resolve: async ({ pmid, pmcid }, asking) => {
    const id = pmcid ?? pmid
    if (id === null) return { kind: 'not-applicable' }
    const url = new URL(`${asking.baseUrl}/`)
    const query = { ids: id, format: 'json', tool: 'lyceum', email: asking.contact.mail }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return askSource(asking, { purpose: 'papers.pmc-ids', url, key: id, pace, schema: Table }, ({ records }) => {
      const doi = records?.find(({ status }) => status !== 'error')?.doi
      return doi ? normaliseDoi(doi).doi : null
    })
  },
  lookUp: async () => ({ kind: 'not-applicable' }),
}
