import { time } from '../../../../platform/web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { live } from '../../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { RunnerRow } from '../../tables.ts'

export type ShownRunner = RunnerRow & Readonly<{ plugins: number; available: number }>

/** Runners elsewhere whose plugins people may use here, and for administrators the means to change that. */
export const runnersPage = (page: Page, runners: readonly ShownRunner[], isAdmin: boolean, state: FormState): View => ({
  title: page.t('Other runners'),
  styles: ['plugins/plugins.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Other runners')}</h1>
      <p>${page.t('Plugins that run elsewhere stand in the list beside those of this house. Every quarter of an hour it is looked which are there.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.plugins()}">${icon('puzzle')} ${page.t('All plugins')}</a></div>
    </header>
    ${runnersCard(page, runners, isAdmin)}
    ${isAdmin && addForm(page, state)}`,
})

export const runnersCard = (page: Page, runners: readonly ShownRunner[], isAdmin: boolean): Html =>
  live(
    page,
    { id: 'runners', topic: 'plugins/runners', url: links.runners(), pace: 'idle', tag: 'section', class: 'panel' },
    runners.length === 0
      ? html`<p class="empty">${page.t('No other runner is known yet.')}</p>`
      : html`<div class="table-responsive"><table class="table"><thead><tr>
          <th scope="col">${page.t('Address')}</th><th scope="col">${page.t('Plugins')}</th><th scope="col">${page.t('State')}</th>
          ${isAdmin && html`<th scope="col"><span class="visually-hidden">${page.t('What can be done')}</span></th>`}</tr></thead>
          <tbody>${runners.map((runner) => row(page, runner, isAdmin))}</tbody></table></div>`,
  )

const row = (page: Page, runner: ShownRunner, isAdmin: boolean): Html => html`<tr>
    <th scope="row"><code>${runner.url}</code></th>
    <td>${page.t('{{available}} of {{all}}', { available: runner.available, all: runner.plugins })}</td>
    <td>${stateOf(page, runner)}</td>
    ${
      isAdmin &&
      html`<td>${actionButton(page, { action: `${links.runner(runner.seq)}/look`, text: page.t('Look again'), icon: 'arrow-clockwise' })}
      ${actionButton(page, {
        action: `${links.runner(runner.seq)}/remove`,
        text: page.t('Remove'),
        icon: 'trash',
        kind: 'outline-danger',
        confirm: page.t('Its plugins are taken from the list. Runs of people stay.'),
      })}</td>`
    }</tr>`

function stateOf(page: Page, { crawled_at, answered_at, failure }: RunnerRow): Html {
  if (failure !== null) return html`${icon('x-circle')} ${failure}`
  if (answered_at !== null) return html`${icon('check-circle')} ${page.t('It answered')} ${time(page, answered_at)}`
  return html`${icon('hourglass-split')} ${crawled_at === null ? page.t('Not looked at yet') : page.t('It is being looked at')}`
}

const addForm = (page: Page, state: FormState): Html => html`<section class="panel"><h2>${page.t('Add a runner')}</h2>
    ${form(page, { action: links.runners() }, [
      formMessage(state),
      textField(state, {
        name: 'url',
        label: page.t('Address of its root'),
        type: 'url',
        required: true,
        help: page.t('Such as https://runner.example.org/. One in a private network must stand in LYCEUM_HTTP_ALLOW.'),
      }),
      formButtons(submitButton(page.t('Add it'), 'plus-lg')),
    ])}</section>`
