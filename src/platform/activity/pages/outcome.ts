import type { Html } from '../../web/html.ts'
import type { Page } from '../../web/page.ts'
import { type StateLook, stateBadge } from '../../web/state-badge.ts'
import type { ActivityStatus } from '../activity.ts'

/** How entries of the log look by how it went. */
export const outcomeLooks: Readonly<Record<ActivityStatus, StateLook>> = {
  success: { word: 'Done', icon: 'check-circle', tone: 'good' },
  info: { word: 'Note', icon: 'info-circle', tone: 'idle' },
  warning: { word: 'Warning', icon: 'exclamation-triangle', tone: 'warn' },
  error: { word: 'Failed', icon: 'x-octagon', tone: 'bad' },
}

export const outcomeBadge = (page: Page, status: ActivityStatus): Html => stateBadge(page, outcomeLooks[status])
