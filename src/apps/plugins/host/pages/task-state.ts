import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page } from '../../../../platform/web/page.ts'
import type { TaskRow } from '../../tables.ts'

/** How a run does, in words, with a sign that says the same. */
export function taskState(page: Page, { finished_at, status }: TaskRow, isWaiting = false): Html {
  if (isWaiting) return html`${icon('pencil-square')} ${page.t('It waits for you')}`
  if (finished_at === null) return html`${icon('hourglass-split')} ${page.t('It runs')}`
  if (status === 'SUCCESS') return html`${icon('check-circle')} ${page.t('Done')}`
  return html`${icon('x-circle')} ${page.t('Failed')}`
}
