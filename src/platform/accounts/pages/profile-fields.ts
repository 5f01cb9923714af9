import { type Field, type FormState, type Option, selectField, textField } from '../../web/forms.ts'
import type { Html } from '../../web/html.ts'
import type { Page } from '../../web/page.ts'
import { countries, countryName } from '../countries.ts'

/** Name and title, as a letter or a list of people would write them. */
export const nameFields = (page: Page, state: FormState): Html[] => [
  textField(state, {
    name: 'name',
    label: page.t('Name'),
    required: true,
    help: page.t('As others shall read it.'),
    attributes: { autocomplete: 'name', maxlength: 200 },
  }),
  textField(state, {
    name: 'title',
    label: page.t('Title (optional)'),
    attributes: { autocomplete: 'honorific-prefix', maxlength: 60 },
  }),
]

export const placeFields = (page: Page, state: FormState): Html[] => [
  textField(state, {
    name: 'affiliation',
    label: page.t('Institution (optional)'),
    help: page.t('Where you work or study.'),
    attributes: { autocomplete: 'organization', maxlength: 200 },
  }),
  countryField(page, state),
]

/** In the language of the page, in the order of its alphabet. */
export function countryField(page: Page, state: FormState): Html {
  const named = countries.map((value) => ({ value, text: countryName(value, page.language) }))
  const sorted = named.sort((a, b) => a.text.localeCompare(b.text, page.language))
  const options: Option[] = [{ value: '', text: page.t('– not said –') }, ...sorted]
  return selectField(state, {
    name: 'country',
    label: page.t('Country (optional)'),
    options,
    attributes: { autocomplete: 'country' },
  })
}

/** @param autocomplete `username` where one signs in by it, `off` where it is that of somebody else. */
export const emailField = (
  page: Page,
  state: FormState,
  autocomplete: 'username' | 'email' | 'off',
  more: Partial<Pick<Field, 'label' | 'help' | 'value'>> = {},
): Html =>
  textField(state, {
    name: 'email',
    label: page.t('E-mail address'),
    type: 'email',
    required: true,
    ...more,
    attributes: { autocomplete, autocapitalize: 'none', spellcheck: 'false', maxlength: 254 },
  })

/** A password that is being chosen. */
export const newPasswordField = (page: Page, state: FormState, label = page.t('Password')): Html =>
  textField(state, {
    name: 'password',
    label,
    type: 'password',
    required: true,
    help: page.t('At least 12 characters of any kind; four words in a row are a good one.'),
    attributes: { autocomplete: 'new-password', maxlength: 1_024 },
  })
