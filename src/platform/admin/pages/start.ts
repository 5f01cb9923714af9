import type { CheckResult } from '../../diagnostics/running.ts'
import { type Html, html } from '../../web/html.ts'
import { adminNav } from '../../web/nav.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import { outcome, verdict, worstFirst } from './system.ts'

/** What needs somebody stands first; below it every room of the administration. */
export function startPage(page: Page, found: readonly CheckResult[]): View {
  const needy = worstFirst(found).filter(({ level }) => level !== 'ok')
  return {
    title: page.t('What needs attention'),
    styles: ['admin/records.css'],
    body: html`<header class="page-head"><div><h1>${page.t('What needs attention')}</h1><p>${verdict(page, found)}</p></div></header>
      ${
        needy.length === 0
          ? html`<div class="panel empty">${icon('check-circle')}<p>${page.t('Nothing needs you now. What is looked at stands under System.')}</p>
              <a class="btn btn-outline-secondary" href="${links.system()}">${page.t('System')}</a></div>`
          : html`<ul class="attention">${needy.map((one) => item(page, one))}</ul>`
      }
      <h2>${page.t('Everything there is to administer')}</h2>
      <ul class="rooms">${adminNav
        .filter(({ href }) => href !== links.start())
        .map(
          (room) =>
            html`<li><a class="btn btn-outline-secondary" href="${room.href}">${icon(room.icon ?? 'dot')} ${page.t(room.text)}</a></li>`,
        )}</ul>`,
  }
}

const item = (page: Page, { title, href = links.system(), level, message, remedy }: CheckResult): Html =>
  html`<li class="panel"><h2>${outcome(page, level)} ${page.t(title)}</h2><p>${message}</p>
    ${remedy !== undefined && html`<p class="quiet">${remedy}</p>`}
    <a class="btn btn-sm btn-outline-secondary" href="${href}">${icon('arrow-right')} ${page.t('Have a look')}</a></li>`
