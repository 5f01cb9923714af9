import { areaField, type FormState, form, formButtons, formMessage, submitButton } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StudyRow } from '../tables.ts'

/** The notebook to be written, beside how it reads. */
export const notebookPage = (page: Page, study: StudyRow, preview: Html | null, state: FormState): View => ({
  title: page.t('Notebook of “{{title}}”', { title: study.title }),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Notebook of “{{title}}”', { title: study.title })}</h1>
      <p>${page.t('Markdown; formulas between $ and $, or $$ on lines of their own. [[name]] refers to a file or an analysis of this study, and {{name}} shows what came of the analysis.', { name: '{{…}}' })}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.study(study.id)}">${icon('arrow-left')} ${page.t('Back to the study')}</a></div></header>
    <div class="notebook-editor"><section class="panel">${form(page, { action: links.notebook(study.id) }, [
      formMessage(state),
      areaField(state, {
        name: 'notebook',
        label: page.t('Text'),
        value: study.notebook,
        rows: 22,
        attributes: { maxlength: 200_000 },
      }),
      html`<input type="hidden" name="version" value="${study.version}">`,
      formButtons([
        submitButton(page.t('Save'), 'check-lg'),
        html` <button class="btn btn-outline-secondary" type="submit" name="look" value="1">${icon('eye')} ${page.t('Save and go on')}</button>`,
      ]),
    ])}</section>
    <section class="panel notebook"><h2>${page.t('How it reads')}</h2>${preview ?? html`<p class="quiet">${page.t('Nothing is written down yet.')}</p>`}</section></div>`,
})
