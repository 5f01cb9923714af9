import type { App } from '../../app.ts'
import { type Html, html } from '../../web/html.ts'
import { markdown } from '../../web/markdown.ts'
import { icon, type Page, type View } from '../../web/page.ts'

export type Landing = Readonly<{
  /** Markdown; empty: nobody has said what the house is for. */
  purpose: string
  mayRegister: boolean
  hasTerms: boolean
  /** Nobody runs the house yet. */
  isFresh: boolean
}>

/** What somebody sees who is not signed in: what this is, what it does, and the way in. */
export const landingPage = (page: Page, apps: readonly App[], landing: Landing): View => ({
  title: page.t('What this house is for'),
  frame: 'plain',
  styles: ['look/look.css'],
  body: html`<header class="landing-head"><h1>${page.look.name}</h1>
      ${landing.purpose === '' ? usualPurpose(page) : html`<div class="prose">${markdown(landing.purpose, { topHeading: 2 })}</div>`}
      ${landing.isFresh ? firstOfAll(page) : ways(page, landing)}</header>
    <div class="cards">${apps.map((app) => appCard(page, app))}</div>
    <ul class="landing-foot">
      <li><a href="/docs">${icon('question-circle')} ${page.t('How the house works')}</a></li>
      ${landing.hasTerms && html`<li><a href="/terms">${icon('file-text')} ${page.t('Terms of use')}</a></li>`}
    </ul>`,
})

const usualPurpose = (page: Page): Html =>
  html`<p class="lead">${page.t('A science gateway: papers are collected, data are analysed and shared, observations are planned, in one place and with one login.')}</p>`

const ways = (page: Page, { mayRegister }: Landing): Html => html`<p class="landing-ways">
    <a class="btn btn-primary" href="/sign-in">${icon('box-arrow-in-right')} ${page.t('Sign in')}</a>
    ${mayRegister && html`<a class="btn btn-outline-secondary" href="/register">${icon('person-plus')} ${page.t('Register')}</a>`}</p>`

const firstOfAll = (page: Page): Html =>
  html`<p class="alert alert-info">${icon('key')} ${page.t('This house is new and has no administrator yet. Whoever started it finds the link that makes the first one in the terminal, below the address; each start prints a fresh one.')}</p>`

const appCard = (page: Page, app: App): Html => html`<section class="panel app-card">
    <span class="app-card-icon">${icon(app.icon)}</span><h2>${page.t(app.title)}</h2>
    ${app.about !== undefined && html`<p class="quiet">${page.t(app.about)}</p>`}</section>`
