import type { App } from '../app.ts'
import { type Html, html } from './html.ts'
import { icon, type Page, type View } from './page.ts'

/** The first page after signing in: one card for each app, with a sentence on what it is for. */
export const homePage = (page: Page, apps: readonly App[]): View => ({
  title: page.t('Overview'),
  body: html`<header class="page-head"><div>
      <h1>${page.t('Welcome, {{name}}', { name: page.person?.name ?? '' })}</h1>
      <p>${page.t('One house for the work of the group: papers, data and the runs over them, with one login and one queue.')}</p>
    </div></header>
    ${apps.length === 0 ? noApps(page) : html`<div class="cards">${apps.map((app) => appCard(page, app))}</div>`}`,
})

function appCard(page: Page, app: App): Html {
  const items = page.person ? app.nav(page.person) : []
  const [first, ...rest] = items
  return html`<article class="panel app-card">
    <span class="app-card-icon">${icon(app.icon)}</span>
    <h2>${first ? html`<a class="stretched-link" href="${first.href}">${page.t(app.title)}</a>` : page.t(app.title)}</h2>
    ${app.about !== undefined && html`<p class="quiet">${page.t(app.about)}</p>`}
    <ul class="app-card-links">${rest.map((item) => html`<li><a href="${item.href}">${page.t(item.text)}</a></li>`)}</ul>
  </article>`
}

const noApps = (page: Page): Html =>
  html`<div class="panel empty">${icon('box')}<p>${page.t('No app is installed yet. An app is a part of the house that people see in the side bar, such as Papers.')}</p></div>`
