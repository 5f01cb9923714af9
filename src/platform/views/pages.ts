import { time } from '../web/dates.ts'
import { form } from '../web/forms.ts'
import { type Html, html } from '../web/html.ts'
import { icon, type Page, type View } from '../web/page.ts'
import { addressOf } from './addresses.ts'
import { links } from './links.ts'
import type { ViewRow } from './tables.ts'

/** The list that a menu belongs to, as it stands. */
export type ShownList = Readonly<{ at: string; title: string }>

/** What stands in the menu of a list: its views, and a line that saves the list as it stands. */
export const viewsMenu = (page: Page, { at, title }: ShownList, views: readonly ViewRow[]): Html => html`
  ${views.length > 0 ? html`<ul class="menu-list">${views.map((view) => menuItem(page, at, view))}</ul>` : html`<p class="quiet">${page.t('Narrow and sort the list as you need it, and keep it here under a name.')}</p>`}
  ${form(page, { action: links.all(), class: 'view-form' }, [
    html`<input type="hidden" name="at" value="${at}"><input type="hidden" name="title" value="${title}">
      <label class="form-label" for="view-name">${page.t('Save the list as it stands')}</label>
      <div class="input-group input-group-sm"><input class="form-control" id="view-name" name="name" maxlength="80" required autocomplete="off" placeholder="${page.t('Name')}">
      <button type="submit" class="btn btn-primary">${page.t('Save')}</button></div>`,
  ])}
  <a class="menu-link" href="${links.all()}">${page.t('All my saved views')}</a>`

const menuItem = (page: Page, at: string, view: ViewRow): Html =>
  html`<li class="view-item"><a class="menu-link" href="${addressOf(view)}">${icon('bookmark')} ${view.name}</a>${removeButton(page, view, at)}</li>`

/** The same without scripts: the menu as a page of its own. */
export const listViewsPage = (page: Page, list: ShownList, views: readonly ViewRow[]): View => ({
  title: page.t('Saved views'),
  body: html`<header class="page-head"><div><h1>${page.t('Saved views')}</h1><p>${list.title}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${list.at}">${page.t('Back to the list')}</a></div></header>
    <div class="panel narrow">${viewsMenu(page, list, views)}</div>`,
})

/** Everything that a person saved, list by list. */
export const allViewsPage = (page: Page, views: readonly ViewRow[]): View => ({
  title: page.t('Saved views'),
  body: html`<header class="page-head"><div><h1>${page.t('Saved views')}</h1>
      <p>${page.t('Lists as you want to find them again. Nobody else sees them.')}</p></div></header>
    ${views.length === 0 ? nothingYet(page) : [...Map.groupBy(views, ({ list }) => list).values()].map((some) => listPart(page, some))}`,
})

const nothingYet = (page: Page): Html =>
  html`<div class="empty">${icon('bookmark')}<p>${page.t('You have saved none yet. Every list has a menu “Saved views”: it keeps the list as it stands under a name.')}</p></div>`

const listPart = (page: Page, views: readonly ViewRow[]): Html =>
  html`<section class="panel"><h2 class="part">${views[0]?.list_title}</h2><ul class="view-list">${views.map(
    (view) =>
      html`<li class="view-item"><span><a href="${addressOf(view)}">${view.name}</a> <span class="quiet">${time(page, view.saved_at)}</span></span>${removeButton(page, view, links.all())}</li>`,
  )}</ul></section>`

const removeButton = (page: Page, { id, name }: ViewRow, next: string): Html =>
  form(page, { action: links.remove(id) }, [
    html`<input type="hidden" name="next" value="${next}">
      <button type="submit" class="btn btn-sm" title="${page.t('Remove')}">${icon('x-lg', page.t('Remove {{name}}', { name }))}</button>`,
  ])
