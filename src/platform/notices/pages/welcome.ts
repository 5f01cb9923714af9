import type { App } from '../../app.ts'
import { type DemoShown, demoPanel } from '../../demo/pages/panel.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import type { ShownStep } from '../welcoming.ts'

export type Welcome = Readonly<{
  apps: readonly App[]
  steps: readonly ShownStep[]
  /** Null for who may not load them. */
  demo: DemoShown | null
}>

/** What this is, what each app is for, and what to do first. */
export const welcomePage = (page: Page, { apps, steps, demo }: Welcome): View => ({
  title: page.t('Welcome'),
  styles: ['notices/notices.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Welcome, {{name}}', { name: page.person?.name ?? '' })}</h1>
      <p>${page.t('One house for the work of the group: papers, data and the runs over them, with one login and one queue.')}</p></div></header>
    <h2>${page.t('First steps')}</h2>
    <div class="panel">${steps.length > 0 ? stepList(page, steps) : page.t('There is nothing that you have to do first.')}</div>
    ${demo && demoPanel(page, demo)}
    <h2>${page.t('What is here')}</h2>
    <div class="cards">${apps.map((app) => html`<section class="panel app-card"><span class="app-card-icon">${icon(app.icon)}</span><h3>${page.t(app.title)}</h3>${app.about !== undefined && html`<p class="quiet">${page.t(app.about)}</p>`}</section>`)}</div>
    <h2>${page.t('Where to find help')}</h2>
    <div class="panel"><ul class="mb-0">
      <li>${page.t('Main pages have a short tour: “Show me around”, below Help in the side bar.')}</li>
      <li><a href="/docs">${page.t('The guides say how things are done, and why.')}</a></li>
      <li>${page.t('The bell tells when something that you asked for is done.')}</li>
    </ul></div>`,
})

/** Each step with its state as icon and word. */
export const stepList = (page: Page, steps: readonly ShownStep[]): Html =>
  html`<ul class="step-list">${steps.map(
    ({
      step,
      isDone,
    }) => html`<li><span class="state state-${isDone ? 'good' : 'idle'}">${icon(isDone ? 'check-circle-fill' : 'circle')} ${isDone ? page.t('Done') : page.t('To do')}</span>
      <div><a href="${step.href}">${page.t(step.title)}</a><div class="quiet">${page.t(step.text)}</div></div></li>`,
  )}</ul>`
