import { emptyForm, form, formButtons, submitButton, textField } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'
import type { SentDraft } from '../drafting.ts'
import { links } from '../links.ts'
import { obsidLinks } from './ocat.ts'
import { kindWord, labels } from './words.ts'

/** What became of a submission. */
export const sentPage = (page: Page, obsid: number, sent: SentDraft): View => ({
  title: page.t('Sent: {{obsid}}', { obsid }),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Obsid {{obsid}}', { obsid })}: ${kindWord(page, sent.kind)}</h1><p>${outcome(page, sent)}</p></div></header>
    <section class="panel"><h2>${page.t('Requested')}</h2><ul class="desk-links">${sent.made.map((key) => html`<li><a href="${links.revision(key)}">${key}</a></li>`)}</ul></section>
    ${sent.refused.length > 0 && html`<section class="panel"><h2>${page.t('Cannot be changed')}</h2><p>${obsidLinks(sent.refused)}</p></section>`}
    ${sent.unaffected.length > 0 && html`<section class="panel"><h2>${page.t('Unaffected')}</h2><p>${obsidLinks(sent.unaffected)}</p></section>`}
    ${sent.skipped.length > 0 && html`<section class="panel"><h2>${page.t('Constraints that stay')}</h2><p>${page.t('These had other constraints before, and keep them:')}</p><ul>${sent.skipped.map(({ obsid: other, flags }) => html`<li><a href="${links.ocat(other)}">${other}</a>: ${labels(flags)}</li>`)}</ul></section>`}
    ${nextForm(page)}
    <p><a href="${links.status()}">${page.t('Target parameter status')}</a> · <a href="${links.mine()}">${page.t('Undo what I submitted')}</a></p>`,
})

function outcome(page: Page, { kind }: SentDraft): string {
  if (kind === 'asis') return page.t('It is approved at once.')
  return kind === 'remove'
    ? page.t('It is off the approved list.')
    : page.t('It may take 48 hours until the catalog has it.')
}

const nextForm = (page: Page): Html =>
  html`<section class="panel narrow">${form(page, { action: links.askObsid() }, [
    textField(emptyForm, {
      name: 'obsid',
      label: page.t('Next obsid'),
      attributes: { inputmode: 'numeric', autocomplete: 'off' },
    }),
    formButtons(submitButton(page.t('Open'))),
  ])}</section>`
