import type { PersonalData } from '../../app.ts'
import { time } from '../../web/dates.ts'
import { checkField, type FormState, form, formButtons, formMessage, textField } from '../../web/forms.ts'
import { html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import { accountTabs } from './people-tabs.ts'

/** What the house has of a person: to take along, or to have removed. */
export const myDataPage = (page: Page, data: readonly PersonalData[], graceDays: number): View => ({
  title: page.t('My data'),
  body: html`<h1>${page.t('My data')}</h1>
    ${accountTabs(page)}
    <section class="panel"><h2>${page.t('Take it along')}</h2>
      <p>${page.t('One file (JSON) with everything that is kept of you:')}</p>
      <ul>${data.map(({ title }) => html`<li>${said(page, title)}</li>`)}</ul>
      <p><a class="btn btn-primary" href="${links.myDataFile()}" download>${icon('download')} ${page.t('Download it')}</a></p></section>
    <section class="panel"><h2>${page.t('Delete my account')}</h2>
      <p>${graceWords(page, graceDays)}</p>
      <p><a class="btn btn-outline-danger" href="${links.leave()}">${icon('person-x')} ${page.t('Delete my account …')}</a></p></section>`,
})

export type LeaveValues = Readonly<{ data: readonly PersonalData[]; graceDays: number; hasPassword: boolean }>

/** Says what goes and what stays, and asks. */
export const leavePage = (page: Page, state: FormState, { data, graceDays, hasPassword }: LeaveValues): View => ({
  title: page.t('Delete my account'),
  body: html`<header class="page-head"><div><h1>${page.t('Delete my account')}</h1><p>${graceWords(page, graceDays)}</p></div></header>
    <div class="panel"><h2>${page.t('What becomes of it')}</h2>
      <dl class="facts">${data.map(({ title, leaving }) => html`<dt>${said(page, title)}</dt><dd>${said(page, leaving)}</dd>`)}</dl>
      <p>${page.t('What belongs to the house, such as papers and lists, stays.')} <a href="${links.myDataFile()}" download>${page.t('Download your data first')}</a></p></div>
    <div class="panel narrow">${form(page, { action: links.leave() }, [
      formMessage(state),
      hasPassword &&
        textField(state, {
          name: 'password',
          label: page.t('Your password'),
          type: 'password',
          required: true,
          attributes: { autocomplete: 'current-password', maxlength: 1_024 },
        }),
      checkField(state, { name: 'confirm', label: page.t('Yes, delete my account.'), required: true }),
      formButtons([
        html`<button type="submit" class="btn btn-danger">${icon('person-x')} ${page.t('Delete my account')}</button>`,
        html`<a class="btn btn-outline-secondary" href="${links.myData()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>`,
})

/** Shown to somebody who is nobody in particular by now. */
export const leftPage = (page: Page, day: string | null): View => ({
  title: page.t('Your account is closed'),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('Your account is closed')}</h1>
    ${day === null ? html`<p>${page.t('It is deleted within the hour. Farewell!')}</p>` : html`<p>${page.t('It is deleted on')} ${time(page, day, 'day')}. ${page.t('Until then the link in the letter that we sent you takes it back.')}</p>`}</div>`,
})

const graceWords = (page: Page, graceDays: number): string =>
  graceDays === 0
    ? page.t('It is closed at once and deleted within the hour, for good.')
    : page.t(
        'It is closed at once. For {{count}} days a link in a letter takes it back; then it is deleted, for good.',
        {
          count: graceDays,
        },
      )

/** Words that a part declares are in its own catalogue. */
const said = (page: Page, sentence: string): string => page.house.languages.translateKnown(page.language, sentence)
