import { emptyForm, form, formButtons, submitButton, textField } from '../../../platform/web/forms.ts'
import { type Html, html, safeUrl } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'
import type { Block } from '../board.ts'
import { links } from '../links.ts'
import { testRemark } from './test-mode.ts'

type OwnLink = Readonly<{ text: string; href: string }>

export type IndexView = Readonly<{
  own: readonly Readonly<{ title: string; links: readonly OwnLink[] }>[]
  board: readonly Block[]
  /** Who has duty today; null where nobody has. */
  onDuty: string | null
  isTest: boolean
}>

/** The link board: where everything is, and one field that opens an observation. */
export const indexPage = (page: Page, { own, board, onDuty, isTest }: IndexView): View => ({
  title: page.t('Observations'),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Observations')}</h1>
      <p>${onDuty === null ? page.t('Nobody has TOO duty today.') : page.t('TOO duty today: {{name}}', { name: onDuty })}</p></div></header>
    ${testRemark(page, isTest)}
    <section class="panel narrow"><h2>${page.t('Open an observation')}</h2>${form(page, { action: links.askObsid() }, [
      textField(emptyForm, {
        name: 'obsid',
        label: page.t('Obsid'),
        required: true,
        attributes: { inputmode: 'numeric', pattern: '[0-9]{1,8}', autocomplete: 'off' },
      }),
      formButtons(submitButton(page.t('Open'))),
    ])}</section>
    <div class="cards">${own.map(({ title, links: ours }) =>
      block(
        title,
        ours.map(({ text, href }) => html`<li><a href="${href}">${text}</a></li>`),
      ),
    )}
    ${board.map(({ title, links: theirs }) =>
      block(
        title,
        theirs.map(
          ({ text, href, isInternal }) =>
            html`<li><a href="${safeUrl(href)}" rel="noopener noreferrer" target="_blank">${text}</a>${isInternal === true && html` <abbr title="${page.t('only in the own network')}">[i]</abbr>`}</li>`,
        ),
      ),
    )}</div>`,
})

const block = (title: string, items: readonly Html[]): Html =>
  html`<section class="panel"><h2>${title}</h2><ul class="desk-board">${items}</ul></section>`
