import type { Html } from '../../platform/web/html.ts'
import { html } from '../../platform/web/html.ts'
import type { AnalysisRow, StudyFileRow, StudyRow } from './tables.ts'

/** What a notebook may refer to. */
export type Surroundings = Readonly<{
  study: StudyRow
  files: readonly StudyFileRow[]
  analyses: readonly AnalysisRow[]
}>

/** The notebook as HTML. */
export async function notebookHtml(text: string, _around: Surroundings): Promise<Html> {
  return html`<pre>${text}</pre>`
}
