import type { Html } from '../../../platform/web/html.ts'
import { states } from '../../../platform/web/job-card.ts'
import type { Page } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import type { AnalysisRow, FailureClass, FileFormat } from '../tables.ts'

const lookOf = (state: AnalysisRow['state']): StateLook => states[state === 'done' ? 'succeeded' : state]

export const stateWord = (page: Page, state: AnalysisRow['state']): string => page.t(lookOf(state).word)

/** How an analysis does, as icon, word and colour; the words are those of jobs. */
export const analysisState = (page: Page, { state }: Pick<AnalysisRow, 'state'>): Html =>
  stateBadge(page, lookOf(state))

export const formatNames = (page: Page): Readonly<Record<FileFormat, string>> => ({
  curve: page.t('Scattering curve'),
  structures: page.t('Archive of structures'),
  structure: page.t('Structure'),
  table: page.t('Table'),
  other: page.t('Other data'),
})

/** What somebody can do about a failure. */
export const remedies = (page: Page): Readonly<Record<FailureClass, string>> => ({
  input: page.t('Change the file or the value that it names, and run it again with changes.'),
  limits: page.t('Ask for less, such as fewer structures or iterations; or ask an administrator for more memory.'),
  tool: page.t('An administrator has to put the plugin in order; what you asked for is kept.'),
  timeout: page.t('Ask for less, or ask an administrator for more time.'),
  internal: page.t('There is nothing for you to mend. It does not count against your limits; you may try again.'),
})
