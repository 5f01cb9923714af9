import type { Setting } from '../../settings/settings.ts'
import type { SettingValueRow } from '../../settings/tables.ts'
import { time } from '../../web/dates.ts'
import {
  actionButton,
  areaField,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html, nothing } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { Control } from '../setting-controls.ts'
import { valueText } from './settings.ts'

export type EditedSetting = Readonly<{
  // biome-ignore lint/suspicious/noExplicitAny: any kind of value
  setting: Setting<any>
  control: Control
  state: FormState
  /** The version that is in force: the form says which one its author saw. */
  version: number
  value: unknown
  history: readonly SettingValueRow[]
  /** Names by id. */
  people: ReadonlyMap<string, string>
}>

/** One setting: its form, the value in force beside it, and every value that it ever had. */
export const settingPage = (page: Page, edited: EditedSetting): View => ({
  title: page.t(edited.setting.title),
  body: html`<header class="page-head"><div><h1>${page.t(edited.setting.title)}</h1><p>${page.t(edited.setting.help)}</p></div></header>
    <div class="panel narrow">${form(page, { action: links.setting(edited.setting.name) }, [
      formMessage(edited.state),
      html`<input type="hidden" name="version" value="${edited.version}">`,
      edited.state.message !== null &&
        html`<p>${page.t('In force now:')} <strong>${valueText(page, edited.value)}</strong></p>`,
      field(page, edited),
      formButtons([
        submitButton(page.t('Save'), 'check-lg'),
        html`<a class="btn btn-outline-secondary" href="${links.settings()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>
    ${history(page, edited)}`,
})

function field(page: Page, { control, state, setting }: EditedSetting): Html {
  const shared = {
    name: 'value',
    label: page.t('Value'),
    help: html`${page.t('At first:')} ${valueText(page, setting.fallback)}`,
  }
  switch (control.kind) {
    case 'number':
      return textField(state, {
        ...shared,
        type: 'number',
        attributes: { min: control.min, max: control.max, step: control.isWhole ? 1 : 'any' },
      })
    case 'choice':
      return selectField(state, {
        ...shared,
        options: control.choices.map((value) => ({ value, text: page.t(value) })),
      })
    case 'yes-no':
      return selectField(state, {
        ...shared,
        options: [
          { value: '1', text: page.t('Yes') },
          { value: '', text: page.t('No') },
        ],
      })
    case 'json':
      return areaField(state, { ...shared, rows: 10 })
    default:
      return textField(state, shared)
  }
}

function history(page: Page, { history: rows, setting, version, people }: EditedSetting): Html {
  if (rows.length === 0) return nothing
  const back = (to: number): Html =>
    actionButton(page, {
      action: links.revertSetting(setting.name),
      text: page.t('Put back'),
      icon: 'arrow-counterclockwise',
      values: { to: String(to), version: String(version) },
    })
  const items = [
    ...rows.map(
      ({ value_json, set_at, set_by, version: of }) =>
        html`<tr><td>${time(page, set_at)}</td><td>${people.get(set_by) ?? set_by}</td><td>${valueText(page, JSON.parse(value_json))}</td><td class="text-end">${of === version ? page.t('in force') : back(of)}</td></tr>`,
    ),
    html`<tr><td>–</td><td>–</td><td>${valueText(page, setting.fallback)} <span class="quiet">${page.t('as at first')}</span></td><td class="text-end">${back(0)}</td></tr>`,
  ]
  return html`<h2>${page.t('What it was before')}</h2><div class="table-part"><table class="table"><thead><tr><th scope="col">${page.t('When')}</th><th scope="col">${page.t('Who')}</th><th scope="col">${page.t('Value')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead><tbody>${items}</tbody></table></div>`
}
