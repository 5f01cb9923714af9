import type { Setting } from '../../settings/settings.ts'
import type { SettingValueRow } from '../../settings/tables.ts'
import { ago } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'

/** A setting with the value in force; without a row nobody has set it. */
// biome-ignore lint/suspicious/noExplicitAny: settings of every kind of value stand in one list
export type ShownSetting = Readonly<{ setting: Setting<any>; value: unknown; row: SettingValueRow | undefined }>

export const settingsPage = (page: Page, settings: readonly ShownSetting[]): View => ({
  title: page.t('Settings'),
  body: html`<header class="page-head"><div><h1>${page.t('Settings')}</h1>
      <p>${page.t('What may be changed while the house runs. Each change is kept with its author and can be looked up.')}</p></div></header>
    ${settings.length === 0 ? html`<div class="panel empty">${icon('sliders')}<p>${page.t('No part of the house has a setting.')}</p></div>` : list(page, settings)}`,
})

const list = (
  page: Page,
  settings: readonly ShownSetting[],
): Html => html`<div class="table-part"><table class="table table-hover align-middle">
    <caption class="visually-hidden">${page.t('Settings')}</caption>
    <thead><tr><th scope="col">${page.t('Setting')}</th><th scope="col">${page.t('Value')}</th><th scope="col">${page.t('Changed')}</th></tr></thead>
    <tbody>${settings.map((shown) => row(page, shown))}</tbody></table></div>`

const row = (page: Page, { setting, value, row }: ShownSetting): Html => html`<tr>
    <th scope="row"><a href="${links.setting(setting.name)}">${page.t(setting.title)}</a><div class="quiet fw-normal">${page.t(setting.help)}</div></th>
    <td data-label="${page.t('Value')}">${valueText(page, value)}</td>
    <td data-label="${page.t('Changed')}">${row ? ago(page, row.set_at) : html`<span class="quiet">${page.t('as at first')}</span>`}</td>
  </tr>`

/** A value in a word, or as short JSON. */
export function valueText(page: Page, value: unknown): Html | string {
  if (value === null) return html`<span class="quiet">${page.t('none')}</span>`
  if (typeof value === 'boolean') return value ? page.t('Yes') : page.t('No')
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
