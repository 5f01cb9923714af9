import { number, time } from '../../../platform/web/dates.ts'
import {
  areaField,
  emptyForm,
  type FormState,
  fileField,
  form,
  formButtons,
  formMessage,
  submitButton,
} from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { ImportRow } from '../tables.ts'
import { importState } from './import-state.ts'

type UploadForms = Readonly<{
  imports: readonly ImportRow[]
  /** Of the file, and of the box for DOIs. */
  file?: FormState
  dois?: FormState
  mostBytes: number
  mayImport: boolean
}>

export const uploadPage = (page: Page, it: UploadForms): View => ({
  title: page.t('Upload a list'),
  scripts: ['papers/upload.js'],
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Upload a list')}</h1>
      <p>${page.t('Exports of Scopus, Web of Science, PubMed, Zotero, OpenAlex or Crossref, and any table with a title or a DOI column. Nothing is imported before you have seen how it is read.')}</p></div></header>
    ${it.mayImport ? html`<div class="upload-ways">${filePanel(page, it)}${doiPanel(page, it.dois ?? emptyForm)}</div>` : notAllowed(page)}
    ${recentImports(page, it.imports)}`,
  api: '/api/v1/papers/imports',
})

const filePanel = (
  page: Page,
  { file: state = emptyForm, mostBytes }: UploadForms,
): Html => html`<section class="panel">
    <h2>${page.t('A file')}</h2>
    ${form(page, { action: links.upload(), upload: true, id: 'upload-form' }, [
      formMessage(state),
      html`<div class="drop-zone" data-drop-zone${attributes({ 'data-most-bytes': mostBytes, 'data-too-large': page.t('This file is larger than the 1 GiB that is taken. Split it, and upload the parts.') })}>
        ${icon('cloud-arrow-up')}
        ${fileField(state, {
          name: 'file',
          label: page.t('Drop a file here, or choose one'),
          required: true,
          accept: '.csv,.tsv,.txt,.tab,.ris,.bib,.nbib,.json,.jsonl,.gz,.zip,text/csv,text/plain',
          help: page.t('CSV, TSV, RIS, BibTeX, nbib or JSON, also packed with gzip or ZIP; at most 1 GiB.'),
        })}
      </div>
      <div class="upload-progress" data-upload-progress hidden>
        <progress class="bar" max="1" value="0" aria-label="${page.t('Upload')}"></progress>
        <p class="quiet" role="status" data-upload-status data-checking="${page.t('Everything is here; looking at it …')}"></p>
      </div>`,
      formButtons(submitButton(page.t('Upload it'), 'upload')),
    ])}</section>`

const doiPanel = (page: Page, state: FormState): Html => html`<section class="panel">
    <h2>${page.t('Or a few DOIs')}</h2>
    ${form(page, { action: links.uploadDois() }, [
      formMessage(state),
      areaField(state, {
        name: 'dois',
        label: page.t('DOIs'),
        required: true,
        rows: 7,
        help: page.t('One on each line, bare or as an address.'),
        attributes: {
          placeholder: '10.1038/nature12373\nhttps://doi.org/10.1371/journal.pone.0173664',
          spellcheck: 'false',
        },
      }),
      formButtons(submitButton(page.t('Take these'), 'plus-lg')),
    ])}</section>`

const notAllowed = (page: Page): Html =>
  html`<p class="panel">${icon('lock')} ${page.t('Uploading lists needs the role "member". Ask the administrator for it.')}</p>`

/** Each list that came, newest first. */
function recentImports(page: Page, imports: readonly ImportRow[]): Html {
  const rows = imports.map(
    (list) => html`<tr>
      <th scope="row"><a href="${links.import(list.id)}">${list.name}</a></th>
      <td data-label="${page.t('State')}">${importState(page, list.state)}</td>
      <td class="number" data-label="${page.t('Added')}">${number(page, list.inserted)}</td>
      <td class="number" data-label="${page.t('Repeated')}">${number(page, list.duplicates)}</td>
      <td class="number" data-label="${page.t('Left out')}">${number(page, list.errors)}</td>
      <td data-label="${page.t('Uploaded')}">${time(page, list.created_at)}</td></tr>`,
  )
  const heading = html`<h2 id="recent-lists">${page.t('Lists so far')}</h2>`
  if (rows.length === 0)
    return html`${heading}<p class="quiet">${page.t('None yet. The first one will stand here, with what became of each of its rows.')}</p>`
  return html`${heading}<div class="table-part"><div class="table-responsive"><table class="table table-hover align-middle" aria-labelledby="recent-lists">
    <thead><tr><th scope="col">${page.t('List')}</th><th scope="col">${page.t('State')}</th><th scope="col" class="number">${page.t('Added')}</th><th scope="col" class="number">${page.t('Repeated')}</th><th scope="col" class="number">${page.t('Left out')}</th><th scope="col">${page.t('Uploaded')}</th></tr></thead>
    <tbody>${rows}</tbody></table></div></div>`
}
