import { can } from '../../accounts/permissions.ts'
import { links as noticeLinks } from '../../notices/links.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page } from '../../web/page.ts'

/** For lists that are still empty: the way to the sample data, for who may load them. */
export const demoOffer = (page: Page): Html | false =>
  can(page.person, 'house.administer') &&
  html`<a class="btn btn-outline-secondary" href="${noticeLinks.welcome()}#sample-data">${icon('magic')} ${page.t('Try with sample data')}</a>`
