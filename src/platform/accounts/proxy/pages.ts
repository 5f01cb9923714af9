import { html, safeUrl } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'

/** Where somebody lands who signs out of a house that their institution signs them in to. @param address Where that is undone. */
export const signedOutPage = (page: Page, address: string | undefined): View => ({
  title: page.t('Signing out'),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('Signing out')}</h1>
    ${
      address === undefined
        ? html`<p>${page.t('Your institution signs you in here, so that you sign out there: until then every page knows you again.')}</p>`
        : html`<p>${page.t('You are taken to where your institution signs you out. If nothing happens:')} <a href="${safeUrl(address)}">${page.t('go on')}</a></p>`
    }</div>`,
})
