import { time } from '../../../platform/web/dates.ts'
import { actionButton, type FormState } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StudyFileRow, StudyRow } from '../tables.ts'
import type { Arrived } from '../uploading.ts'
import { analysisList, type ShownAnalyses } from './analysis-list.ts'
import { bundleButton, fileTable, refusedFiles, uploadForm } from './files.ts'

type ShownStudy = ShownAnalyses &
  Readonly<{
    files: readonly StudyFileRow[]
    /** The notebook as HTML; null where nothing stands in it. */
    notebook: Html | null
    owner: string
    mayEdit: boolean
    /** Whoever looks has the rights of an administrator alone; that is written down. */
    isForeign: boolean
    upload: FormState
    refused: readonly Arrived[]
    mostBytes: number
    /** Large files of which parts have come. */
    arriving: readonly Readonly<{ id: string; name: string; here: number; all: number }>[]
  }>

/** One study: what is in it, what was computed, what somebody wrote down. */
export const studyPage = (page: Page, shown: ShownStudy): View => ({
  title: shown.study.title,
  styles: ['studies/studies.css'],
  scripts: ['studies/sha256.js', 'studies/upload.js'],
  body: html`${head(page, shown)}
    ${shown.isForeign && html`<p class="alert alert-warning">${icon('eye')} ${page.t('You see this as an administrator. That you looked is written down.')}</p>`}
    ${shown.study.binned_at !== null && html`<p class="alert alert-warning">${icon('trash3')} ${page.t('This study lies in the bin.')}</p>`}
    ${shown.study.about !== '' && html`<p class="study-about">${shown.study.about}</p>`}
    <section id="study-files"><h2>${page.t('Files')}</h2>
      ${refusedFiles(page, shown.refused)}
      ${shown.files.length > 0 && fileTable(page, shown.study, shown.files, shown.mayEdit)}
      ${shown.files.length === 0 && !shown.mayEdit && html`<p class="quiet">${page.t('No files yet.')}</p>`}
      ${shown.mayEdit && bundleButton(page, shown.study, shown.files)}
      ${shown.arriving.map((one) => arrivingFile(page, shown.study, one))}
      ${shown.mayEdit && html`<div class="panel">${uploadForm(page, shown.study, shown.upload, shown.mostBytes)}</div>`}
    </section>
    <section id="study-analyses"><h2>${page.t('Analyses')}</h2>${analysisList(page, shown)}</section>
    <section id="study-notebook"><h2>${page.t('Notebook')}</h2>${notebookOf(page, shown)}</section>`,
  api: `/api/v1/studies/${shown.study.id}`,
})

const head = (
  page: Page,
  { study, mayEdit, owner, analyses }: ShownStudy,
): Html => html`<header class="page-head"><div><h1>${study.title}</h1>
    <p class="quiet">${page.t('{{owner}}, changed', { owner })} ${time(page, study.updated_at)}</p></div>
    <div class="page-head-actions">
      ${
        mayEdit &&
        html`<a class="btn btn-primary" href="${links.analyse(study.id)}" id="analyse">${icon('play-fill')} ${page.t('Analyse')}</a>
      <a class="btn btn-outline-secondary" href="${links.share(study.id)}" id="share">${icon('people')} ${page.t('Share')}</a>`
      }
      <a class="btn btn-outline-secondary" href="${links.download(study.id)}" download id="download">${icon('download')} ${page.t('Download all')}</a>
      ${
        analyses.filter(({ state }) => state === 'done').length > 1 &&
        html`<a class="btn btn-outline-secondary" href="${links.compare(
          analyses
            .filter(({ state }) => state === 'done')
            .slice(0, 5)
            .map(({ id }) => id),
        )}">${icon('layout-three-columns')} ${page.t('Compare')}</a>`
      }
      ${
        mayEdit &&
        html`<a class="btn btn-outline-secondary" href="${links.edit(study.id)}">${icon('pencil')} ${page.t('Edit')}</a>
      ${actionButton(page, { action: links.toBin(study.id), text: page.t('To the bin'), icon: 'trash3', kind: 'outline-danger', confirm: page.t('Lay “{{title}}” into the bin? What runs in it is called off.', { title: study.title }) })}`
      }
    </div></header>`

const arrivingFile = (page: Page, study: StudyRow, { id, name, here, all }: ShownStudy['arriving'][number]): Html =>
  html`<div class="alert alert-info arriving">${icon('cloud-arrow-up')}
    ${page.t('“{{name}}” stopped on its way: {{here}} of {{all}} parts are here. Choose the same file again to go on.', { name, here, all })}
    ${actionButton(page, { action: links.dropUpload(study.id, id), text: page.t('Forget it'), icon: 'x-lg' })}</div>`

const notebookOf = (page: Page, { study, notebook, mayEdit }: ShownStudy): Html => html`${
  notebook === null
    ? html`<p class="quiet">${page.t('Nothing is written down yet.')}</p>`
    : html`<div class="panel notebook">${notebook}</div>`
}
  ${mayEdit && html`<p><a class="btn btn-sm btn-outline-secondary" href="${links.notebook(study.id)}">${icon('pencil')} ${page.t('Write')}</a></p>`}`
