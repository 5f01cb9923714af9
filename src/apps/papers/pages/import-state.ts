import type { Html } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import type { ImportState } from '../tables.ts'

const looks: Readonly<Record<ImportState, StateLook>> = {
  draft: { word: 'Draft', icon: 'pencil', tone: 'idle' },
  checking: { word: 'Being checked', icon: 'arrow-repeat', tone: 'busy' },
  queued: { word: 'Waiting', icon: 'hourglass-split', tone: 'waiting' },
  running: { word: 'Running', icon: 'arrow-repeat', tone: 'busy' },
  done: { word: 'Done', icon: 'check-circle', tone: 'good' },
  cancelled: { word: 'Cancelled', icon: 'slash-circle', tone: 'warn' },
  failed: { word: 'Failed', icon: 'x-octagon', tone: 'bad' },
  rolling_back: { word: 'Being taken back', icon: 'arrow-repeat', tone: 'busy' },
  rolled_back: { word: 'Taken back', icon: 'arrow-counterclockwise', tone: 'idle' },
}

/** Where an import stands, as icon, word and colour. */
export const importState = (page: Page, state: ImportState): Html => stateBadge(page, looks[state])

/** Whether something works on it right now. */
export const isLive = (state: ImportState): boolean => ['checking', 'queued', 'running', 'rolling_back'].includes(state)
