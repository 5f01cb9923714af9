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
import { authorsText } from '../author-names.ts'
import { PAPER_TYPES } from '../importing/types.ts'
import { links } from '../links.ts'
import type { StoredPaper } from '../queries/papers.ts'

/**
 * What a person may correct. The form names the version it shows; where somebody was faster it comes back with what was
 * typed, what stands there now beside it, and the new version.
 */
export function editForm(page: Page, { paper, edit: state }: Readonly<{ paper: StoredPaper; edit: FormState }>): Html {
  const stored = storedValues(paper)
  const isRefused = state.message !== null
  const now = (name: string): Html => {
    const typed = state.values[name]
    if (!isRefused || typeof typed !== 'string' || typed === stored[name]) return nothing
    return html`${page.t('Now:')} “${stored[name] ?? ''}”`
  }
  const line = (name: string, label: string, help?: string): Html =>
    textField(state, { name, label, value: stored[name] ?? '', help: isRefused ? now(name) : help })
  return html`<details class="panel" id="edit"${isRefused ? html` open` : nothing}><summary>${page.t('Correct the details')}</summary>
    ${form(page, { action: links.paperPart(paper.id, 'edit') }, [
      formMessage(state),
      html`<input type="hidden" name="version" value="${paper.version}">`,
      line('title', page.t('Title')),
      html`<div class="field-grid">
        ${line('doi', page.t('DOI'))}
        ${line('published_on', page.t('Published'), page.t('2024, 2024-05 or 2024-05-31'))}
        ${line('journal', page.t('Journal'))}
        ${line('publisher', page.t('Publisher'))}
        ${line('issn', page.t('ISSN'))}
        ${line('language', page.t('Language'))}
        ${line('volume', page.t('Volume'))}
        ${line('issue', page.t('Issue'))}
        ${line('pages', page.t('Pages'))}
        ${selectField(state, { name: 'type', label: page.t('Type'), value: paper.type, options: PAPER_TYPES.map((value) => ({ value, text: value })) })}
      </div>`,
      areaField(state, {
        name: 'authors',
        label: page.t('Authors'),
        rows: 2,
        value: stored.authors,
        help: isRefused ? now('authors') : page.t('Family, Given; Family, Given'),
      }),
      areaField(state, {
        name: 'abstract',
        label: page.t('Abstract'),
        rows: 4,
        value: stored.abstract,
        help: now('abstract'),
      }),
      formButtons(submitButton(page.t('Save'), 'check-lg')),
    ])}</details>`
}

const storedValues = (paper: StoredPaper): Readonly<Record<string, string>> => ({
  title: paper.title ?? '',
  doi: paper.doi ?? '',
  published_on: paper.published_on ?? '',
  journal: paper.journal ?? '',
  publisher: paper.publisher ?? '',
  issn: paper.issn ?? '',
  language: paper.language ?? '',
  volume: paper.volume ?? '',
  issue: paper.issue ?? '',
  pages: paper.pages ?? '',
  type: paper.type,
  authors: authorsText(paper.authors_json),
  abstract: paper.abstract ?? '',
})
