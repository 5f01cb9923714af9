import {
  type FormState,
  form,
  formButtons,
  formMessage,
  type Option,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { languageNames, languages } from '../../web/languages.ts'
import type { Page, View } from '../../web/page.ts'
import { themeNames, themes } from '../../web/theme.ts'
import { links } from '../links.ts'
import { type Role, roles } from '../person.ts'
import type { PersonRow } from '../tables.ts'
import { accountTabs } from './people-tabs.ts'
import { nameFields, placeFields } from './profile-fields.ts'

/** What a person says about themselves, and how the house shall look to them. */
export const accountPage = (page: Page, state: FormState, person: PersonRow): View => ({
  title: page.t('Account'),
  body: html`
    <h1>${page.t('Account')}</h1>
    ${accountTabs(page)}
    <div class="panel"><dl class="facts">
      <dt>${page.t('E-mail address')}</dt><dd>${person.email} · <a href="${links.security()}">${page.t('change it')}</a></dd>
      <dt>${page.t('Role')}</dt><dd>${roleName(page, person.role)}</dd>
    </dl></div>
    <section class="panel narrow"><h2>${page.t('Profile')}</h2>
    ${form(page, { action: links.account() }, [
      formMessage(state),
      nameFields(page, state),
      placeFields(page, state),
      textField(state, {
        name: 'orcid',
        label: page.t('ORCID iD (optional)'),
        help: page.t('Sixteen digits, as in 0000-0002-1825-0097; the address at orcid.org does too.'),
        attributes: { autocomplete: 'off', maxlength: 60, spellcheck: 'false' },
      }),
      howItLooks(page, state),
      formButtons(submitButton(page.t('Save'), 'check-lg')),
    ])}</section>`,
  api: '/api/v1/me',
})

const howItLooks = (page: Page, state: FormState): Html[] => [
  selectField(state, {
    name: 'language',
    label: page.t('Language'),
    help: page.t('Of pages and letters.'),
    options: [
      { value: '', text: page.t('As the browser asks') },
      ...languages.map((value) => ({ value, text: languageNames[value] })),
    ],
  }),
  selectField(state, { name: 'timezone', label: page.t('Time zone'), options: zones(page) }),
  selectField(state, {
    name: 'theme',
    label: page.t('Colours'),
    options: [
      { value: '', text: page.t('– not said –') },
      ...themes.map((value) => ({ value, text: page.t(themeNames[value]) })),
    ],
  }),
]

const zones = (page: Page): Option[] => [
  { value: '', text: page.t('That of the house: {{zone}}', { zone: page.house.platform.config.timezone }) },
  { value: 'UTC', text: 'UTC' },
  ...Intl.supportedValuesOf('timeZone').map((value) => ({ value, text: value.replaceAll('_', ' ') })),
]

export const roleOptions = (page: Page): Option[] => roles.map((value) => ({ value, text: roleName(page, value) }))

function roleName(page: Page, role: Role): string {
  const names: Readonly<Record<Role, string>> = {
    reader: page.t('Reader: looks at things'),
    member: page.t('Member: works with things'),
    admin: page.t('Administrator: runs the house'),
  }
  return names[role]
}
