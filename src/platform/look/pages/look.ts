import { actionButton, emptyForm, fileField, form, formButtons, submitButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { settings } from '../settings.ts'

/** How the house presents itself, and the ways to change it. */
export const lookPage = (page: Page): View => ({
  title: page.t('Appearance'),
  styles: ['look/look.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Appearance')}</h1>
      <p>${page.t('How the house presents itself: on every page, and to who is not signed in.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.firstPage()}">${page.t('The first page, as strangers see it')}</a></div></header>
    <section class="panel"><h2>${page.t('Name, words and colour')}</h2>
      <ul class="link-list">${settings.map(({ name, title, help }) => html`<li><a href="/admin/settings/${name}">${page.t(title)}</a><div class="quiet">${page.t(help)}</div></li>`)}
        <li><a href="/admin/settings/accounts.terms">${page.t('Terms of use')}</a></li></ul></section>
    ${logoPart(page)}`,
})

const logoPart = (page: Page): Html => html`<section class="panel"><h2>${page.t('Logo')}</h2>
    <p><img class="logo-shown" src="${page.look.logo ?? page.house.assets.href('web/lyceum.svg')}" alt="${page.t('The logo of the house')}" height="64"></p>
    ${form(page, { action: links.look(), upload: true }, [
      fileField(emptyForm, {
        name: 'logo',
        label: page.t('Another logo'),
        help: page.t('PNG, JPEG or WebP, square, at most 256 kB.'),
        required: true,
        accept: 'image/png,image/jpeg,image/webp',
      }),
      formButtons(submitButton(page.t('Take this one'), 'upload')),
    ])}
    ${page.look.logo !== null && actionButton(page, { action: links.removeLogo(), text: page.t('Back to the usual one'), icon: 'arrow-counterclockwise' })}</section>`
