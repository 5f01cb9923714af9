import { ago, number } from '../../web/dates.ts'
import { actionButton, form, formButtons, submitButton } from '../../web/forms.ts'
import { attributes, type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import type { Choice } from '../choosing.ts'
import { links } from '../links.ts'
import type { NoticeKind } from '../notices.ts'
import type { NoticeRow } from '../tables.ts'
import { levelIcons } from './banners.ts'

export type NoticeList = Readonly<{
  rows: readonly NoticeRow[]
  kinds: ReadonlyMap<string, NoticeKind>
  onlyUnread: boolean
  unread: number
  next: string | null
}>

const styles = ['notices/notices.css']

/** Everything that somebody was told, the newest first. */
export const noticesPage = (page: Page, { rows, kinds, onlyUnread, unread, next }: NoticeList): View => ({
  title: page.t('Notices'),
  styles,
  body: html`<header class="page-head"><div><h1>${page.t('Notices')}</h1><p>${page.t('What the house has told you, the newest first.')}</p></div>
      <div class="page-head-actions">${unread > 0 && actionButton(page, { action: links.readAll(), text: page.t('Mark all as read'), icon: 'check2-all' })}
      <a class="btn btn-sm btn-outline-secondary" href="${links.choices()}">${icon('sliders')} ${page.t('What to tell me')}</a></div></header>
    <nav class="notice-tabs" aria-label="${page.t('Which')}"><a class="btn btn-sm btn-outline-secondary" href="${links.list()}"${attributes({ 'aria-current': !onlyUnread && 'page' })}>${page.t('All')}</a>
      <a class="btn btn-sm btn-outline-secondary" href="${links.list()}?unread=1"${attributes({ 'aria-current': onlyUnread && 'page' })}>${page.t('Unread')} (${number(page, unread)})</a></nav>
    ${rows.length === 0 ? html`<div class="panel empty">${icon('bell')}<p>${onlyUnread ? page.t('You have read everything.') : page.t('Nothing yet. When a long job that you asked for ends, it is told here.')}</p></div>` : html`<ul class="notice-list">${rows.map((row) => item(page, row, kinds.get(row.kind)))}</ul>`}
    ${next !== null && html`<nav class="pager" aria-label="${page.t('Pages')}"><a class="btn btn-sm btn-outline-secondary" href="${links.list()}?${onlyUnread ? 'unread=1&' : ''}cursor=${next}">${page.t('Older')} ${icon('chevron-right')}</a></nav>`}`,
})

/** A notice of a kind that no part declares any more shows its name. */
function item(page: Page, row: NoticeRow, kind: NoticeKind | undefined): Html {
  const isUnread = row.read_at === null
  const words = wordsOf(page, row, kind)
  const title =
    row.href === null
      ? html`${words}`
      : form(
          page,
          { action: links.open(row.id), class: 'd-inline' },
          html`<button type="submit" class="link-button">${words}</button>`,
        )
  const button = isUnread
    ? actionButton(page, { action: links.read(row.id), text: page.t('Read'), icon: 'check2' })
    : actionButton(page, { action: links.unread(row.id), text: page.t('Unread'), icon: 'envelope' })
  return html`<li class="panel notice-item${isUnread && ' notice-unread'}"><span class="notice-icon notice-${row.level}">${icon(levelIcons[row.level])}</span>
    <div class="notice-words"><div>${isUnread && html`<span class="visually-hidden">${page.t('Unread')}: </span>`}${title}${row.count > 1 && html` <span class="badge text-bg-secondary">${page.t('{{count}} times', { count: row.count })}</span>`}</div>
    <p class="quiet">${kind ? page.t(kind.title) : row.kind} · ${ago(page, row.updated_at)}</p></div>${button}</li>`
}

function wordsOf(page: Page, row: NoticeRow, kind: NoticeKind | undefined): string {
  const text = kind?.texts[row.text]
  return text ? page.t(text.title, JSON.parse(row.values_json) as Record<string, string | number>) : row.text
}

/** Kind by kind: on the page, by mail, both or not at all. */
export const choicesPage = (page: Page, choices: readonly Choice[]): View => ({
  title: page.t('What to tell me'),
  styles,
  body: html`<header class="page-head"><div><h1>${page.t('What to tell me')}</h1><p>${page.t('Letters about your account, such as one for a new password, always come.')}</p></div></header>
    <div class="panel">${form(page, { action: links.choices() }, [
      html`<div class="table-responsive"><table class="table align-middle"><caption class="visually-hidden">${page.t('What to tell me')}</caption><thead><tr><th scope="col">${page.t('Kind')}</th><th scope="col">${page.t('On the page')}</th><th scope="col">${page.t('By mail')}</th></tr></thead>
        <tbody>${choices.map((choice) => choiceRow(page, choice))}</tbody></table></div>`,
      formButtons([
        submitButton(page.t('Save'), 'check-lg'),
        html`<a class="btn btn-outline-secondary" href="${links.list()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>`,
})

function choiceRow(page: Page, { kind, ways }: Choice): Html {
  const box = (way: 'page' | 'mail', checked: boolean, label: string): Html =>
    html`<td><input class="form-check-input"${attributes({ type: 'checkbox', name: `${way}:${kind.name}`, value: '1', checked, 'aria-label': `${page.t(kind.title)}: ${label}` })}></td>`
  return html`<tr><th scope="row" class="fw-normal">${page.t(kind.title)}</th>${box('page', ways.onPage, page.t('On the page'))}${box('mail', ways.byMail, page.t('By mail'))}</tr>`
}

/** The button is for people; mail programs press it by themselves (RFC 8058). */
export const unsubscribePage = (page: Page, kind: NoticeKind, action: string): View => ({
  title: page.t('No more letters of this kind'),
  frame: 'plain',
  body: html`<h1>${page.t('No more letters of this kind?')}</h1><div class="panel narrow"><p>${page.t('This is about:')} <strong>${page.t(kind.title)}</strong></p>
    <p>${page.t('Notices on the page of the house stay. All of it can be changed under “What to tell me”.')}</p>
    <form action="${action}" method="post">${formButtons(submitButton(page.t('No more letters'), 'envelope-slash'))}</form></div>`,
})

export const unsubscribedPage = (page: Page, kind: NoticeKind): View => ({
  title: page.t('No more letters of this kind'),
  frame: 'plain',
  body: html`<h1>${page.t('Done')}</h1><div class="panel narrow"><p>${page.t('You get no more letters of this kind:')} <strong>${page.t(kind.title)}</strong></p>
    <p><a href="${links.choices()}">${page.t('What to tell me')}</a></p></div>`,
})
