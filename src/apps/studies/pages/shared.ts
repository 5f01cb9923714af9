import { bytes, time } from '../../../platform/web/dates.ts'
import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { AnalysisRow, StudyFileRow, StudyRow } from '../tables.ts'
import { analysisState, formatNames } from './states.ts'

type ShownShared = Readonly<{
  secret: string
  study: StudyRow
  owner: string
  files: readonly StudyFileRow[]
  analyses: readonly AnalysisRow[]
  notebook: Html | null
}>

/** What whoever opens a link with a password sees first: not even the name of the study. */
export const lockedPage = (page: Page, secret: string, state: FormState): View => ({
  title: page.t('A shared study'),
  frame: page.person === undefined ? 'plain' : 'house',
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('A shared study')}</h1>
      <p>${page.t('Whoever gave you this link has set a password.')}</p></div></header>
    <section class="panel">${form(page, { action: links.shared(secret) }, [
      formMessage(state),
      textField(state, {
        name: 'password',
        type: 'password',
        label: page.t('Password of the link'),
        required: true,
        attributes: { autocomplete: 'off', maxlength: 200 },
      }),
      formButtons(submitButton(page.t('Open it'), 'unlock')),
    ])}</section>`,
})

/** A study as whoever has its link sees it. */
export const sharedPage = (page: Page, { secret, study, owner, files, analyses, notebook }: ShownShared): View => ({
  title: study.title,
  frame: page.person === undefined ? 'plain' : 'house',
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${study.title}</h1>
      <p class="quiet">${page.t('{{owner}}, changed', { owner })} ${time(page, study.updated_at)}</p></div></header>
    <p class="alert alert-info">${icon('link-45deg')} ${page.t('You look at this by a link. It shows what its owner shares, and nothing can be changed.')}</p>
    ${study.about !== '' && html`<p class="study-about">${study.about}</p>`}
    <section><h2>${page.t('Files')}</h2>${files.length === 0 && html`<p class="quiet">${page.t('No files yet.')}</p>`}
      <ul>${files.map(({ id, name, format, size_bytes }) => html`<li><a href="${links.sharedFile(secret, id)}" download>${name}</a> <small class="quiet">${formatNames(page)[format]}, ${bytes(page, size_bytes)}</small></li>`)}</ul></section>
    <section><h2>${page.t('Analyses')}</h2>${analyses.length === 0 && html`<p class="quiet">${page.t('Nothing was computed yet.')}</p>`}
      <ul>${analyses.map((analysis) => html`<li><a href="${links.sharedAnalysis(secret, analysis.id)}">${analysis.title}</a> ${analysisState(page, analysis)} ${analysis.sentence}</li>`)}</ul></section>
    ${notebook !== null && html`<section><h2>${page.t('Notebook')}</h2><div class="panel notebook">${notebook}</div></section>`}`,
})
