import {
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { ContactLetter } from '../composing.ts'
import { letterKinds, letterNames } from '../kinds.ts'
import { letterLinks } from '../links.ts'
import type { LetterForm, LetterQuery } from '../schemas.ts'

type Scientists = readonly Readonly<{ id: string; name: string }>[]
type LettersView = Readonly<{ query: LetterQuery; scientists: Scientists }>

/** The first letter to an observer, made from a template. */
export const lettersPage = (page: Page, state: FormState, { query, scientists }: LettersView): View => ({
  title: page.t('Contact letters'),
  body: html`<header class="page-head"><div><h1>${page.t('Contact letters')}</h1>
      <p>${page.t('The first letter to an observer, from a template. You see it before it is sent.')}</p></div></header>
    <section class="panel">${form(page, { method: 'get', action: letterLinks.letters() }, [
      formMessage(state),
      html`<input type="hidden" name="preview" value="1">`,
      textField(state, {
        name: 'obsid',
        label: page.t('Obs ID'),
        required: true,
        value: query.obsid,
        attributes: { inputmode: 'numeric', maxlength: 8 },
      }),
      selectField(state, {
        name: 'letter',
        label: page.t('Letter'),
        value: query.letter,
        options: letterNames.map((name) => ({ value: name, text: page.t(letterKinds[name].title) })),
      }),
      selectField(state, {
        name: 'contact',
        label: page.t('Who writes'),
        value: query.contact,
        options: people(scientists),
      }),
      selectField(state, {
        name: 'other',
        label: page.t('Second contact'),
        value: query.other,
        options: [{ value: '', text: page.t('nobody') }, ...people(scientists)],
        help: page.t('Named in letters about the LETG.'),
      }),
      selectField(state, {
        name: 'deadline',
        label: page.t('Deadline'),
        value: query.deadline,
        options: [
          { value: 'auto', text: page.t('in a week') },
          { value: 'unscheduled', text: page.t('not yet in the long-term schedule: in two weeks') },
          { value: 'given', text: page.t('as given below') },
        ],
      }),
      textField(state, {
        name: 'given',
        label: page.t('Deadline as given'),
        value: query.given,
        help: page.t('Such as the first of May'),
      }),
      formButtons(submitButton(page.t('Preview'), 'eye')),
    ])}</section>`,
})

type PreviewView = Readonly<{ form: LetterForm; letter: ContactLetter }>

/** The letter as it will be sent, and whom to. */
export const previewPage = (page: Page, { form: chosen, letter }: PreviewView): View => ({
  title: page.t('Letter about {{obsid}}', { obsid: chosen.obsid }),
  styles: ['observations/letters.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Letter about {{obsid}}', { obsid: chosen.obsid })}</h1></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.ocat(chosen.obsid)}">${icon('stars')} ${page.t('The observation')}</a></div></header>
    ${letter.isUnfitting && html`<div class="alert alert-warning" role="alert">${icon('exclamation-triangle')} ${page.t('This letter is about another instrument or grating than the observation uses.')}</div>`}
    <section class="panel"><dl class="facts">
      <dt>${page.t('To')}</dt><dd>${letter.to.join(', ')}</dd>
      <dt>${page.t('Cc')}</dt><dd>${letter.cc.length > 0 ? letter.cc.join(', ') : '–'}</dd>
      <dt>${page.t('Subject')}</dt><dd>${letter.subject}</dd></dl>
      <pre class="letter-text" tabindex="0">${letter.text}</pre></section>
    <div class="form-buttons">
      ${sendButton(page, chosen, 'observer', html`${icon('send')} ${page.t('Send it to the observer')}`)}
      ${sendButton(page, chosen, 'scientist', html`${icon('pencil-square')} ${page.t('Mail it to {{name}} for editing', { name: letter.scientist.name })}`)}
      <a class="btn btn-outline-secondary" href="${letterLinks.letters(`?${backTo(chosen)}`)}">${page.t('Change')}</a></div>`,
})

/** Only the choices travel: the addresses are looked up again. */
function sendButton(page: Page, chosen: LetterForm, to: 'observer' | 'scientist', content: Html): Html {
  const hidden = Object.entries({ ...chosen, to }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const kind = to === 'observer' ? 'primary' : 'outline-secondary'
  return form(page, { action: letterLinks.send(), class: 'd-inline' }, [
    hidden,
    html`<button type="submit" class="btn btn-${kind}">${content}</button>`,
  ])
}

const backTo = (chosen: LetterForm): string =>
  String(new URLSearchParams(Object.entries(chosen).map(([name, value]) => [name, String(value)])))

const people = (scientists: Scientists) => scientists.map(({ id, name }) => ({ value: id, text: name }))
