import { bytes, number } from '../../../platform/web/dates.ts'
import {
  actionButton,
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { Made, Report } from '../checking/findings.ts'
import type { Match } from '../checking/matching.ts'
import { links } from '../links.ts'
import type { Offers } from '../mending.ts'
import type { Plot } from '../results.ts'
import type { StudyFileRow, StudyRow } from '../tables.ts'
import { factsOf, findingList, matchWords } from './files.ts'
import { plotFigure } from './plots.ts'
import { formatNames } from './states.ts'

export type ShownFile = Readonly<{
  study: StudyRow
  file: StudyFileRow
  report: Report
  match: Match | undefined
  offers: Offers
  mending: FormState
  mayEdit: boolean
}>

const mostNames = 1_000

/** One file: what is in it, what was noticed, and what can be done about that. */
export const filePage = (page: Page, shown: ShownFile): View => {
  const { study, file, report, match } = shown
  return {
    title: file.name,
    styles: ['studies/studies.css'],
    scripts: report.curve ? ['echarts/echarts.js', 'studies/plots.js'] : [],
    body: html`<header class="page-head"><div><h1>${file.name}</h1>
      <p class="quiet">${formatNames(page)[file.format]} · ${bytes(page, file.size_bytes)} ${factsOf(page, report)}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.study(study.id)}">${icon('arrow-left')} ${page.t('Back to the study')}</a>
      <a class="btn btn-outline-secondary" href="${links.file(study.id, file.id)}" download>${icon('download')} ${page.t('Download')}</a></div></header>
    ${report.made && madeOf(page, shown, report.made)}
    ${report.findings.length > 0 && html`<section id="remarks"><h2>${page.t('Remarks')}</h2>${findingList(page, report.findings)}</section>`}
    ${shown.mayEdit && mendingForm(page, shown)}
    ${report.curve && html`<section id="preview"><h2>${page.t('Preview')}</h2><div class="plots">${plotFigure(page, previewOf(page, report.curve), 0)}</div></section>`}
    ${match && html`<section id="match"><h2>${page.t('Beside the other files')}</h2>${matchWords(page, match)}</section>`}
    ${report.names && report.names.length > 0 && namesOf(page, report.names)}`,
    api: `/api/v1/studies/${study.id}`,
  }
}

const madeOf = (page: Page, { study, file, mayEdit }: ShownFile, { id, name, how }: Made): Html =>
  html`<div class="alert alert-info" id="made">${icon('magic')}
    ${page.t('Made of')} <a href="${links.lookAtFile(study.id, id)}">${name}</a>${[
      how.convertsQ && `; ${page.t('q from 1/nm to 1/Å')}`,
      how.sorts && `; ${page.t('sorted by q')}`,
      how.relativeError !== null &&
        `; ${page.t('errors of {{percent}} % of the intensity', { percent: number(page, 100 * how.relativeError) })}`,
    ]}. ${page.t('That file is kept as it was.')}
    ${mayEdit && actionButton(page, { action: links.removeFile(study.id, file.id), text: page.t('Undo: remove this one'), icon: 'arrow-counterclockwise' })}</div>`

/** Folded away where nothing of the file asks for it. */
function mendingForm(page: Page, shown: ShownFile): Html | false {
  const { mendsCurve, addsErrors, isAskedFor } = shown.offers
  if (!mendsCurve && !addsErrors) return formMessage(shown.mending)
  const isOpen = isAskedFor || addsErrors || shown.mending.message !== null
  return html`<details class="panel" id="mending"${isOpen && html` open`}><summary><h2>${page.t('Mend it')}</h2></summary>
    <p class="quiet">${page.t('A new file is made; this one stays as it is.')}</p>
    ${form(page, { action: links.mendFile(shown.study.id, shown.file.id) }, [
      formMessage(shown.mending),
      addsErrors ? errorsField(page, shown.mending) : curveFields(page, shown.mending),
      formButtons(submitButton(page.t('Make the new file'), 'mend')),
    ])}</details>`
}

const curveFields = (page: Page, mending: FormState): Html => html`
  ${checkField(mending, { name: 'convertsQ', label: page.t('Divide q by 10: from 1/nm to 1/Å') })}
  ${checkField(mending, { name: 'sorts', label: page.t('Sort the lines by q') })}`

const errorsField = (page: Page, mending: FormState): Html =>
  textField(mending, {
    name: 'percent',
    type: 'number',
    label: page.t('Errors, in percent of the intensity'),
    help: page.t(
      'The two columns are then q and intensity of a curve. Errors that are made up say little of the truth.',
    ),
    required: true,
    attributes: { min: 0.01, max: 100, step: 'any' },
  })

const previewOf = (page: Page, { q, i, s }: NonNullable<Report['curve']>): Plot => ({
  title: page.t('Measured curve'),
  description: page.t('{{count}} points of it, with their errors.', { count: q.length }),
  x: { label: 'q (1/Å)', scale: 'linear' },
  y: { label: page.t('Intensity'), scale: 'log' },
  series: [
    {
      name: page.t('Measured'),
      kind: 'points',
      x: [...q],
      y: i.map((value) => (value > 0 ? value : null)),
      error: [...s],
    },
  ],
})

const namesOf = (page: Page, names: readonly string[]): Html =>
  html`<section id="structures"><h2>${page.t('Structures')}</h2>
    <p class="quiet">${page.t('In this order columns of simulated curves belong to them, where the columns have no names.')}</p>
    <ol class="structure-names">${names.slice(0, mostNames).map((name) => html`<li>${name}</li>`)}</ol></section>`
