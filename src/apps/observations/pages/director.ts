import { can } from '../../../platform/accounts/permissions.ts'
import { time } from '../../../platform/web/dates.ts'
import {
  areaField,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import type { CheckView } from '../checking.ts'
import { links } from '../links.ts'
import { dayOf } from '../roster/days.ts'
import { dayText } from '../roster/pages/days.ts'
import { revisionKey } from '../signoff/approval.ts'
import { type AgreementRow, agreementStates } from '../tables.ts'
import { agreementWord, directorWord, labels } from './words.ts'

/** What the Director's Office must agree to, what it said, and where USINT writes it down. */
export function directorPanel(page: Page, it: CheckView, state: FormState): Html {
  const { needed, entries } = it.director
  if (needed.length === 0 && entries.length === 0 && it.revision.kind !== 'norm') return nothing
  const latest = entries.at(-1)
  return html`<section class="panel" id="director"><h2>${page.t('Director’s Office')}</h2>
    <p>${needed.length > 0 ? page.t('The Director’s Office must agree to: {{names}}.', { names: labels(needed) }) : page.t('Nothing of this needs the agreement of the Director’s Office.')}</p>
    ${(needed.length > 0 || latest) && html`<p class="desk-note note-director-${latest?.state ?? 'open'}">${directorWord(page, latest)}</p>`}
    ${entries.length > 0 && html`<ul class="desk-list desk-agreements">${entries.map((entry) => entryOf(page, it, entry))}</ul>`}
    ${can(page.person, 'observations.verify') && formOf(page, it, state)}</section>`
}

const entryOf = (page: Page, { names }: CheckView, entry: AgreementRow): Html =>
  html`<li><strong>${agreementWord(page, entry.state)}</strong>, ${dayText(page, entry.on_day)}${entry.note !== '' && html`: <span class="desk-prose">${entry.note}</span>`}
    <span class="quiet">${names.get(entry.recorded_by)?.name ?? '?'}, ${time(page, entry.recorded_at)}</span></li>`

/** Open where something was wrong with it; otherwise out of the way. */
function formOf(page: Page, { revision }: CheckView, state: FormState): Html {
  const today = dayOf(page.now)
  const action = links.agreement(revisionKey(revision.obsid, revision.revision_number))
  return html`<details${state.message !== null && html` open`}><summary>${page.t('Write down what it said')}</summary>${form(
    page,
    { action, class: 'desk-fields' },
    [
      formMessage(state),
      selectField(state, {
        name: 'state',
        label: page.t('What it said'),
        options: agreementStates.map((value) => ({ value, text: agreementWord(page, value) })),
      }),
      textField(state, {
        name: 'on_day',
        label: page.t('On'),
        type: 'date',
        required: true,
        value: today,
        attributes: { max: today },
      }),
      areaField(state, {
        name: 'note',
        label: page.t('Note'),
        rows: 2,
        help: page.t('Who said so, and where it can be read again.'),
        attributes: { maxlength: 2_000 },
      }),
      formButtons(submitButton(page.t('Write it down'), 'check-lg')),
    ],
  )}</details>`
}
