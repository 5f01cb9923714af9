import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../../../platform/web/forms.ts'
import { html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { plusDays } from '../days.ts'
import { rosterLinks } from '../links.ts'
import { lengthOf } from '../rules.ts'
import type { DutyRow } from '../tables.ts'
import { dayText } from './days.ts'

type DutyView = Readonly<{
  duty: DutyRow
  candidates: readonly Readonly<{ id: string; name: string }>[]
  today: string
}>

/** One open stretch: who takes it, and which days. */
export const dutyPage = (page: Page, state: FormState, { duty, candidates, today }: DutyView): View => ({
  title: page.t('A week of duty'),
  body: html`<header class="page-head"><div><h1>${page.t('A week of duty')}</h1>
      <p>${dayText(page, duty.starts_on)} – ${dayText(page, duty.ends_on)}</p></div></header>
    <section class="panel">${form(page, { action: rosterLinks.duty(duty.id) }, [
      formMessage(state),
      html`<input type="hidden" name="version" value="${duty.version}">`,
      selectField(state, {
        name: 'person',
        label: page.t('Contact'),
        value: duty.person_id ?? '',
        options: [{ value: '', text: page.t('TBD') }, ...candidates.map(({ id, name }) => ({ value: id, text: name }))],
        help:
          candidates.length === 0
            ? page.t('Nobody can be put on duty yet: an administrator makes a group that allows it.')
            : page.t('Whoever you choose gets a letter.'),
      }),
      dayField(state, page.t('First day'), 'starts_on', duty, today),
      dayField(state, page.t('Last day'), 'ends_on', duty, today),
      formButtons(submitButton(page.t('Update'), 'check-lg')),
    ])}</section>
    <section class="panel"><h2>${page.t('Other changes')}</h2>
      ${lengthOf(duty) > 2 && actionButton(page, { action: rosterLinks.dutyPart(duty.id, 'split'), text: page.t('Split'), icon: 'layout-split' })}
      ${actionButton(page, {
        action: rosterLinks.dutyPart(duty.id, 'remove'),
        text: page.t('Remove'),
        icon: 'trash',
        kind: 'outline-danger',
        confirm: page.t('Remove this stretch? Its days go to the open stretches beside it.'),
      })}</section>
    <p><a href="${rosterLinks.roster()}">${icon('arrow-left')} ${page.t('Duty roster')}</a></p>`,
})

const dayField = (state: FormState, label: string, name: 'starts_on' | 'ends_on', duty: DutyRow, today: string) =>
  textField(state, {
    name,
    label,
    type: 'date',
    required: true,
    value: duty[name],
    attributes: { min: today, max: plusDays(duty.ends_on, 14) },
  })
