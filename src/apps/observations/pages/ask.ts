import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../../platform/web/forms.ts'
import { html } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'

export const askObsidPage = (page: Page, state: FormState): View => ({
  title: page.t('Ocat data page'),
  body: html`<header class="page-head"><div><h1>${page.t('Ocat data page')}</h1><p>${page.t('Which observation?')}</p></div></header>
    <section class="panel narrow">${form(page, { action: links.askObsid() }, [
      formMessage(state),
      textField(state, {
        name: 'obsid',
        label: page.t('Obsid'),
        required: true,
        attributes: { inputmode: 'numeric', pattern: '[0-9]{1,8}', autocomplete: 'off' },
      }),
      formButtons(submitButton(page.t('Open'))),
    ])}</section>`,
})

export const askRevisionPage = (page: Page, state: FormState): View => ({
  title: page.t('Parameter check page'),
  body: html`<header class="page-head"><div><h1>${page.t('Parameter check page')}</h1><p>${page.t('Which revision?')}</p></div></header>
    <section class="panel narrow">${form(page, { action: links.askRevision() }, [
      formMessage(state),
      textField(state, {
        name: 'obsidrev',
        label: page.t('Obsid and revision'),
        help: page.t('Such as 16196.002'),
        required: true,
        attributes: { autocomplete: 'off' },
      }),
      formButtons(submitButton(page.t('Open'))),
    ])}</section>`,
})
