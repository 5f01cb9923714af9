import { arxiv } from './arxiv.ts'
import { crossref } from './crossref.ts'
import { datacite } from './datacite.ts'
import { doiOrg } from './doi-org.ts'
import { europePmc } from './europe-pmc.ts'
import { landingPage } from './landing-page.ts'
import { openalex } from './openalex.ts'
import { pmc } from './pmc.ts'
import { pmcIds } from './pmc-ids.ts'
import { semanticScholar } from './semantic-scholar.ts'
import type { Source } from './source.ts'
import { unpaywall } from './unpaywall.ts'

/** Who may be asked, in the order in which they are; the first to know a field has it. A new source is one file, its declaration, and one line here. */
export const sources: readonly Source[] = [
  crossref,
  datacite,
  doiOrg,
  arxiv,
  unpaywall,
  openalex,
  europePmc,
  pmc,
  pmcIds,
  semanticScholar,
  landingPage,
]
