import { z } from 'zod'
import { normaliseDoi } from '../importing/doi.ts'
import { askSource } from './asking.ts'
import { declared } from './declarations.ts'
import type { Source } from './source.ts'

const Table = z.object({
  records: z.array(z.object({ doi: z.string().nullish(), status: z.string().nullish() })).nullish(),
})

const declaration = declared('pmc-ids')
const { pace } = declaration

/** The table that leads from PubMed and PubMed Central numbers to DOIs; of articles in PubMed Central alone. */
export const pmcIds: Source = {
  ...declaration,
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
