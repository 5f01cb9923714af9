import type { AnalysisKind } from '../../../platform/analyses.ts'
import { time } from '../../../platform/web/dates.ts'
import {
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { markdown } from '../../../platform/web/markdown.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Choosable, takesFile } from '../inputs.ts'
import { links } from '../links.ts'
import type { Quotas } from '../quotas.ts'
import { placeFor } from '../sending.ts'
import type { AnalysisRow, PresetRow, StudyRow } from '../tables.ts'
import { analysisField } from './analysis-fields.ts'

/** Which analysis it shall be. @param file What is sent to it; then those that it is meant for come first. */
export function chooseAnalysisPage(
  page: Page,
  study: StudyRow,
  kinds: readonly AnalysisKind[],
  file: Choosable | undefined,
): View {
  const places = new Map(file ? kinds.map((kind) => [kind.id, placeFor(kind, file)]) : [])
  const able = file ? kinds.filter(({ id }) => places.get(id) !== undefined) : kinds
  const isFirst = (kind: AnalysisKind): boolean => (file ? places.get(kind.id)?.fits === true : isForStudies(kind))
  const [first, others] = [able.filter(isFirst), able.filter((kind) => !isFirst(kind))]
  const hrefOf = ({ id }: AnalysisKind): string => {
    const place = places.get(id)
    return links.analyseWith(study.id, id, file && place ? { [`v.${place.field}`]: file.id } : {})
  }
  return {
    title: page.t('Choose an analysis'),
    styles: ['studies/studies.css'],
    body: html`<header class="page-head"><div><h1>${page.t('Choose an analysis')}</h1><p class="quiet">${study.title}</p>
      ${file && html`<p>${icon('send')} ${page.t('For “{{name}}”.', { name: file.name })}</p>`}</div>
    <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.study(study.id)}">${icon('arrow-left')} ${page.t('Back to the study')}</a></div></header>
    ${able.length === 0 && html`<p class="empty">${page.t('No analyses are installed.')}</p>`}
    ${cards(first, hrefOf)}
    ${others.length > 0 && html`<details class="other-kinds"${first.length === 0 && html` open`}><summary>${page.t('Other plugins')}</summary>${cards(others, hrefOf)}</details>`}`,
  }
}

/** Made for what lies in studies; every other plugin can be run just as well. */
const isForStudies = ({ tags }: AnalysisKind): boolean => tags.includes('data-analysis')

const cards = (kinds: readonly AnalysisKind[], hrefOf: (kind: AnalysisKind) => string): Html =>
  html`<ul class="cards kinds">${kinds.map(
    (
      kind,
    ) => html`<li class="panel app-card"><h2><a class="stretched-link" href="${hrefOf(kind)}">${kind.title}</a></h2>
    <p>${kind.description}</p><p class="quiet"><small>${kind.name} ${kind.version}</small></p></li>`,
  )}</ul>`

export type ShownForm = Readonly<{
  study: StudyRow
  kind: AnalysisKind
  files: readonly Choosable[]
  presets: readonly PresetRow[]
  quotas: Quotas
  /** The name that is proposed. */
  title: string
  /** Where a form is filled in from an earlier analysis: the fields in which it differs from the usual. */
  from: string | undefined
  /** Where it is filled in with what its visitor chose last: the name of that analysis. */
  last: string | undefined
  /** The analysis that did the same before. */
  same: AnalysisRow | undefined
  state: FormState
}>

/** How many settings stand open; further ones are folded away. */
const mostOpen = 6
const mostFiles = 3

/** The form of an analysis, made from its definition. */
export const analysisFormPage = (page: Page, shown: ShownForm): View => ({
  title: shown.kind.title,
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${shown.kind.title}</h1>
      <p>${shown.kind.description} <span class="quiet">${shown.kind.name} ${shown.kind.version}</span></p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.analyse(shown.study.id)}">${icon('arrow-left')} ${page.t('Other analyses')}</a></div></header>
    ${shown.kind.help !== undefined && html`<details class="panel"><summary>${page.t('What it does')}</summary>${markdown(shown.kind.help.trim())}</details>`}
    ${shown.from !== undefined && html`<p class="alert alert-info">${icon('arrow-repeat')} ${page.t('Filled in as “{{title}}” was. Change what you like.', { title: shown.from })}</p>`}
    ${shown.last !== undefined && html`<p class="alert alert-info">${icon('arrow-repeat')} ${page.t('Settings as in your last one, “{{title}}”.', { title: shown.last })} <a href="${links.analyseWith(shown.study.id, shown.kind.id, { usual: '1' })}">${page.t('Take the usual ones')}</a></p>`}
    ${presetLinks(page, shown)}
    <section class="panel">${form(page, { action: links.analyses(shown.study.id), id: 'analysis-form' }, fields(page, shown))}</section>
    ${presetForm(page, shown)}`,
})

/** The same once more takes time and tells nothing new, unless somebody wants to see just that. */
const computedBefore = (
  page: Page,
  same: AnalysisRow,
): Html => html`<div class="alert alert-info" role="alert" id="computed-before">
    <p><strong>${icon('clock-history')} ${page.t('This was computed before.')}</strong> ${page.t('The same files and settings, in the same version:')}
    <a href="${links.analysis(same.id)}">${same.title}</a>, ${time(page, same.finished_at ?? same.created_at)}. ${same.sentence}</p>
    <p class="mb-0"><a class="btn btn-sm btn-primary" href="${links.analysis(same.id)}">${icon('graph-up')} ${page.t('Look at its results')}</a>
    <button class="btn btn-sm btn-outline-secondary" type="submit" name="anew" value="1">${icon('arrow-repeat')} ${page.t('Compute it anew')}</button></p></div>`

function fields(page: Page, { kind, state, files, title, quotas, same }: ShownForm): Html {
  const all = Object.entries(kind.fields)
  const inputs = all.filter(([, field]) => takesFile(field))
  const settings = all.filter(([, field]) => !takesFile(field) && field.widget !== 'hidden')
  const field = ([name, one]: (typeof all)[number]): Html => analysisField(page, state, name, one, files)
  const isWrong = ([name]: (typeof all)[number]): boolean => state.errors.some(({ path }) => path === `v.${name}`)
  const [open, folded] = [settings.slice(0, mostOpen), settings.slice(mostOpen)]
  const [firstFiles, moreFiles] = [inputs.slice(0, mostFiles), inputs.slice(mostFiles)]
  return html`${same ? computedBefore(page, same) : formMessage(state)}
    <input type="hidden" name="kind" value="${kind.id}">
    ${textField(state, { name: 'title', label: page.t('Name'), required: true, value: title, attributes: { maxlength: 80 } })}
    ${firstFiles.map(field)}
    ${moreFiles.length > 0 && html`<details class="advanced"${moreFiles.some(isWrong) && html` open`}><summary>${page.t('More files')}</summary>${moreFiles.map(field)}</details>`}
    ${open.map(field)}
    ${folded.length > 0 && html`<details class="advanced"${folded.some(isWrong) && html` open`}><summary>${page.t('Advanced')}</summary>${folded.map(field)}</details>`}
    ${sweepFields(page, state, kind)}
    ${checkField(state, { name: 'mail', label: page.t('Write me a letter when it has ended'), value: true })}
    ${quotas.used.running >= quotas.most.running && html`<p class="alert alert-info">${icon('hourglass-split')} ${page.t('{{count}} of your analyses run or wait already; this one begins when there is place.', { count: quotas.used.running })}</p>`}
    ${formButtons(submitButton(page.t('Start'), 'play-fill'))}`
}

function sweepFields(page: Page, state: FormState, { fields: all }: AnalysisKind): Html | false {
  const sweepable = Object.entries(all).filter(([, { kind }]) => ['integer', 'number', 'choice', 'text'].includes(kind))
  if (sweepable.length === 0) return false
  const isOpen =
    state.errors.some(({ path }) => path.startsWith('sweep.')) || String(state.values['sweep.values'] ?? '') !== ''
  return html`<details class="advanced"${isOpen && html` open`}><summary>${page.t('Several values of one setting')}</summary>
    ${selectField(state, {
      name: 'sweep.field',
      label: page.t('Setting'),
      options: [{ value: '', text: page.t('None') }, ...sweepable.map(([value, { label: text }]) => ({ value, text }))],
    })}
    ${textField(state, { name: 'sweep.values', label: page.t('Values'), help: page.t('Such as 0.1 0.2 0.5, or 1..10 step 3: one analysis for each, at most 50.') })}</details>`
}

const presetLinks = (page: Page, { study, kind, presets }: ShownForm): Html | false =>
  presets.length > 0 &&
  html`<p class="chips">${page.t('Presets:')} ${presets.map(({ id, title }) => html`<a class="chip" href="${links.analyseWith(study.id, kind.id, { preset: id })}">${title}</a>`)}</p>`

/** The fields above are sent along by their `form` attribute. */
const presetForm = (
  page: Page,
  { study }: ShownForm,
): Html => html`<details class="panel"><summary>${page.t('Keep these settings as a preset')}</summary>
    <label class="form-label" for="preset-name">${page.t('Name of the preset')}</label>
    <div class="d-flex gap-2"><input class="form-control" id="preset-name" name="preset" form="analysis-form" maxlength="80">
    <button class="btn btn-outline-secondary" type="submit" form="analysis-form" formaction="${links.presets(study.id)}" formnovalidate>${page.t('Keep')}</button></div></details>`
