import type { Setting } from '../../settings/settings.ts'
import type { SettingValueRow } from '../../settings/tables.ts'
import { time } from '../../web/dates.ts'
import {
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
    ${history(page, edited.history)}`,
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

function history(page: Page, rows: readonly SettingValueRow[]): Html {
  if (rows.length === 0) return nothing
  const items = rows.map(
    ({ value_json, set_at, set_by }) =>
      html`<tr><td>${time(page, set_at)}</td><td>${set_by}</td><td>${valueText(page, JSON.parse(value_json))}</td></tr>`,
  )
  return html`<h2>${page.t('What it was before')}</h2><div class="table-part"><table class="table"><thead><tr><th scope="col">${page.t('When')}</th><th scope="col">${page.t('Who')}</th><th scope="col">${page.t('Value')}</th></tr></thead><tbody>${items}</tbody></table></div>`
}
