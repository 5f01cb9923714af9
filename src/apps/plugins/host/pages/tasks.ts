import { demoOffer } from '../../../../platform/demo/pages/offer.ts'
import { time } from '../../../../platform/web/dates.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { RemoteRunRow, TaskRow } from '../../tables.ts'
import { stateOf } from './remote-run.ts'
import { taskState } from './task-state.ts'

/** A person's latest runs. */
export const tasksPage = (page: Page, tasks: readonly TaskRow[], elsewhere: readonly RemoteRunRow[]): View => ({
  title: page.t('My runs'),
  body: html`<header class="page-head"><div><h1>${page.t('My runs')}</h1>
      <p>${page.t('The latest hundred, newest first.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-primary" href="${links.plugins()}">${icon('puzzle')} ${page.t('All plugins')}</a></div>
    </header>
    ${
      tasks.length + elsewhere.length === 0
        ? html`<div class="empty">${icon('clock-history')}<p>${page.t('Nothing was run yet. Choose a plugin, fill in its form, and send it: the run stands here with its log and its results, and goes on while you are away.')}</p>
          <div class="form-buttons justify-content-center"><a class="btn btn-primary" href="${links.plugins()}">${icon('puzzle')} ${page.t('Choose a plugin')}</a> ${demoOffer(page)}</div></div>`
        : html`<div class="table-responsive"><table class="table"><thead><tr>
          <th scope="col">${page.t('Run')}</th><th scope="col">${page.t('Plugin')}</th>
          <th scope="col">${page.t('State')}</th><th scope="col">${page.t('Begun')}</th></tr></thead>
          <tbody>${tasks.map(
            (task) => html`<tr><th scope="row"><a href="${links.task(task.seq)}">${task.seq}</a></th>
            <td>${task.plugin}</td><td>${taskState(page, task)}</td><td>${time(page, task.started_at)}</td></tr>`,
          )}</tbody></table></div>`
    }
    ${elsewhere.length > 0 && runsElsewhere(page, elsewhere)}`,
})

const runsElsewhere = (page: Page, runs: readonly RemoteRunRow[]): Html => html`<h2>${page.t('On other runners')}</h2>
    <div class="table-responsive"><table class="table"><thead><tr>
      <th scope="col">${page.t('Plugin')}</th><th scope="col">${page.t('Where')}</th>
      <th scope="col">${page.t('State')}</th><th scope="col">${page.t('Begun')}</th></tr></thead>
      <tbody>${runs.map(
        (run) => html`<tr><th scope="row"><a href="${links.remoteRun(run.seq)}">${run.title}</a></th>
        <td>${new URL(run.url).host}</td><td>${stateOf(page, run, JSON.parse(run.resource_json), false)}</td><td>${time(page, run.started_at)}</td></tr>`,
      )}</tbody></table></div>`
