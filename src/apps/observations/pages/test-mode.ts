import { type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'

/** Whoever works in a house that only tries things is told on every page where something can be done. */
export const testRemark = (page: Page, isTest: boolean): Html =>
  isTest
    ? html`<p class="alert alert-warning">${icon('cone-striped')} ${page.t('Test mode: closed observations may be changed, and letters go to whoever acts.')}</p>`
    : nothing
