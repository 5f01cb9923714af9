import {
  areaField,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { html } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StudyRow } from '../tables.ts'

/** A new study, or the name and description of one that is there. */
export function studyFormPage(page: Page, study: StudyRow | undefined, state: FormState): View {
  const title = study ? page.t('Edit the study') : page.t('New study')
  return {
    title,
    body: html`<header class="page-head"><div><h1>${title}</h1></div></header>
      <section class="panel">${form(page, { action: study ? links.edit(study.id) : links.create() }, [
        formMessage(state),
        textField(state, {
          name: 'title',
          label: page.t('Name'),
          required: true,
          value: study?.title,
          help: page.t('By which you find it again: 1 to 80 characters of any script.'),
          attributes: { maxlength: 80, autofocus: true },
        }),
        areaField(state, {
          name: 'about',
          label: page.t('What it is about'),
          value: study?.about,
          help: page.t('Sample, instrument, question; who looks at it reads this first.'),
        }),
        study && html`<input type="hidden" name="version" value="${study.version}">`,
        formButtons([
          submitButton(study ? page.t('Save') : page.t('Begin'), study ? 'check-lg' : 'plus-lg'),
          html` <a class="btn btn-outline-secondary" href="${study ? links.study(study.id) : links.list()}">${page.t('Cancel')}</a>`,
        ]),
      ])}</section>`,
  }
}
