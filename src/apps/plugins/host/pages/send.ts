import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { Taker } from '../offering.ts'
import type { ShownFile } from './show.ts'

/** Which plugin a file shall go to; those that name its type come first. */
export const sendPage = (page: Page, file: ShownFile, takers: readonly Taker[]): View => ({
  title: page.t('Send “{{name}}” to a plugin', { name: file.name }),
  styles: ['plugins/plugins.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Send “{{name}}” to a plugin', { name: file.name })}</h1>
      <p class="quiet">${file.type} · ${file.content}</p></div></header>
    ${takers.length === 0 && html`<p class="empty">${page.t('No plugin takes such a file.')} <a href="${links.plugins()}">${page.t('Show all of them')}</a></p>`}
    ${list(
      page.t('Meant for it'),
      file,
      takers.filter(({ isNamed }) => isNamed),
    )}
    ${list(
      page.t('Takes anything'),
      file,
      takers.filter(({ isNamed }) => !isNamed),
    )}`,
})

const list = (title: string, file: ShownFile, takers: readonly Taker[]): Html | false =>
  takers.length > 0 &&
  html`<section><h2>${title}</h2><ul class="plugin-list">${takers.map(
    ({
      plugin,
      parameter,
    }) => html`<li class="panel"><h3><a href="${links.fill(plugin.identifier, parameter, file.data)}">${icon('send')} ${plugin.title}</a></h3>
    <p>${plugin.description}</p></li>`,
  )}</ul></section>`
