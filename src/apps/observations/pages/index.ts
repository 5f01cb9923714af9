import { html } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'

/** The link board. */
export const indexPage = (page: Page): View => ({
  title: page.t('Observations'),
  body: html`<header class="page-head"><div><h1>${page.t('Observations')}</h1></div></header>`,
})
