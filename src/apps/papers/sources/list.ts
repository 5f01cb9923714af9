import { crossref } from './crossref.ts'
import type { Source } from './source.ts'
import { unpaywall } from './unpaywall.ts'

/** Who is asked, in this order; the first to know a field has it. A new source is one file and one line here. */
export const sources: readonly Source[] = [crossref, unpaywall]

/** Papers that the slowest of them answers in an hour: the schedule warns beyond. */
export const slowestPerHour = Math.min(...sources.map(({ papersPerHour }) => papersPerHour))
