import { html } from '../../web/html.ts'
import { markdown } from '../../web/markdown.ts'
import type { Page, View } from '../../web/page.ts'

/** What the house asks of people, in the words of its administrators. */
export const termsPage = (page: Page, text: string): View => ({
  title: page.t('Terms of use'),
  frame: page.person ? 'house' : 'plain',
  body: html`<h1>${page.t('Terms of use')}</h1><article class="panel prose">${
    text === '' ? page.t('There are none.') : markdown(text, { topHeading: 2 })
  }</article>`,
})
