import { time } from '../../../platform/web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StudyLinkRow, StudyRow } from '../tables.ts'

type ShownSharing = Readonly<{
  study: StudyRow
  people: readonly Readonly<{ id: string; name: string; email: string }>[]
  groups: readonly Readonly<{ id: string; name: string }>[]
  shareLinks: readonly StudyLinkRow[]
  days: readonly string[]
  /** The address that was made a moment ago: it is shown this once. */
  fresh: string | undefined
  state: FormState
}>

/** Who may look at a study. */
export const sharePage = (page: Page, shown: ShownSharing): View => ({
  title: page.t('Share “{{title}}”', { title: shown.study.title }),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Share “{{title}}”', { title: shown.study.title })}</h1>
      <p>${page.t('Whoever you name sees all of it: files, analyses, results and the notebook. They can download and change nothing.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.study(shown.study.id)}">${icon('arrow-left')} ${page.t('Back to the study')}</a></div></header>
    ${shown.fresh !== undefined && freshLink(page, shown.fresh)}
    ${people(page, shown)}${group(page, shown)}${byLink(page, shown)}`,
})

const freshLink = (
  page: Page,
  address: string,
): Html => html`<div class="alert alert-success" role="status" id="fresh-link">
    <p><strong>${icon('link-45deg')} ${page.t('Copy this address now: it is shown this once.')}</strong></p>
    <p class="mb-0"><a href="${address}">${address}</a></p></div>`

const people = (
  page: Page,
  { study, people: named, state }: ShownSharing,
): Html => html`<section class="panel"><h2>${page.t('People')}</h2>
    ${named.length === 0 && html`<p class="quiet">${page.t('Nobody is named yet.')}</p>`}
    <ul class="share-list">${named.map(
      ({ id, name, email }) =>
        html`<li>${name} <small class="quiet">${email}</small> ${actionButton(page, { action: links.unsharePerson(study.id, id), text: page.t('No longer'), icon: 'x-lg' })}</li>`,
    )}</ul>
    ${form(page, { action: links.sharePerson(study.id) }, [
      formMessage(state),
      textField(state, {
        name: 'email',
        label: page.t('Mail address of somebody with an account here'),
        type: 'email',
        required: true,
        help: page.t('They are told. Where nobody has this address, nothing happens.'),
      }),
      formButtons(submitButton(page.t('Share'), 'person-plus')),
    ])}</section>`

const group = (
  page: Page,
  { study, groups, state }: ShownSharing,
): Html => html`<section class="panel"><h2>${page.t('Group')}</h2>
    ${
      groups.length === 0
        ? html`<p class="quiet">${page.t('You are in no group.')}</p>`
        : form(page, { action: links.shareGroup(study.id) }, [
            selectField(state, {
              name: 'group',
              label: page.t('Whose members may look'),
              value: study.group_id,
              options: [
                { value: '', text: page.t('Nobody’s') },
                ...groups.map(({ id, name }) => ({ value: id, text: name })),
              ],
            }),
            formButtons(submitButton(page.t('Save'), 'check-lg')),
          ])
    }</section>`

const byLink = (
  page: Page,
  { study, shareLinks, days, state }: ShownSharing,
): Html => html`<section class="panel"><h2>${page.t('By link')}</h2>
    <p>${page.t('Whoever has the address can look without an account, until it expires or you end it.')}</p>
    ${
      shareLinks.length > 0 &&
      html`<ul class="share-list">${shareLinks.map(
        ({
          id,
          note,
          expires_at,
          password_hash,
        }) => html`<li>${note === '' ? page.t('A link') : note} <small class="quiet">${page.t('opens until')} ${time(page, expires_at)}${password_hash !== null && html` · ${icon('key')} ${page.t('with a password')}`}</small>
      ${actionButton(page, { action: links.endLink(study.id, id), text: page.t('End it'), icon: 'x-lg' })}</li>`,
      )}</ul>`
    }
    ${form(page, { action: links.shareLink(study.id) }, [
      textField(state, {
        name: 'note',
        label: page.t('For whom'),
        help: page.t('For yourself, such as “Reviewers”.'),
        attributes: { maxlength: 80 },
      }),
      selectField(state, {
        name: 'days',
        label: page.t('Opens for'),
        value: '30',
        options: days.map((value) => ({ value, text: page.t('{{count}} days', { count: Number(value) }) })),
      }),
      textField(state, {
        name: 'password',
        type: 'password',
        label: page.t('Password, if it shall have one'),
        help: page.t('Whoever has the address is asked for it. Tell it on another way than the address.'),
        attributes: { autocomplete: 'new-password', maxlength: 200 },
      }),
      formButtons(submitButton(page.t('Make a link'), 'link-45deg')),
    ])}</section>`
