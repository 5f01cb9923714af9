import type { Finding } from '../../diagnostics/check.ts'
import type { CheckResult } from '../../diagnostics/running.ts'
import { bytes, duration } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { stateBadge } from '../../web/state-badge.ts'
import { links } from '../links.ts'

export type SystemFacts = Readonly<{
  nodeVersion: string
  database: string
  memoryBytes: number
  upSeconds: number
  timezone: string
}>

/** What fails stands first, each with its cause and what to do about it. */
export function systemPage(page: Page, found: readonly CheckResult[], facts: SystemFacts): View {
  const sorted = worstFirst(found)
  return {
    title: page.t('System'),
    body: html`<header class="page-head"><div><h1>${page.t('System')}</h1><p>${verdict(page, found)}</p></div>
      <a class="btn btn-outline-secondary" href="${links.supportBundle()}">${icon('file-earmark-zip')} ${page.t('Support bundle')}</a></header>
      ${
        sorted.length === 0
          ? html`<div class="panel empty">${icon('heart-pulse')}<p>${page.t('No part of the house has a check.')}</p></div>`
          : html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Checks')}</caption>
      <thead><tr><th scope="col">${page.t('Check')}</th><th scope="col">${page.t('Outcome')}</th><th scope="col">${page.t('What was seen')}</th></tr></thead>
      <tbody>${sorted.map((one) => row(page, one))}</tbody></table></div>`
      }
      <h2>${page.t('This process')}</h2>
      <div class="panel"><dl class="facts">
        <dt>Node</dt><dd>${facts.nodeVersion}</dd>
        <dt>${page.t('Database')}</dt><dd>${facts.database}</dd>
        <dt>${page.t('Memory')}</dt><dd>${bytes(page, facts.memoryBytes)}</dd>
        <dt>${page.t('Running for')}</dt><dd>${duration(facts.upSeconds * 1000)}</dd>
        <dt>${page.t('Time zone of the house')}</dt><dd>${facts.timezone}</dd>
      </dl></div>`,
  }
}

const order: readonly Finding['level'][] = ['fail', 'warn', 'ok']

export const worstFirst = (found: readonly CheckResult[]): CheckResult[] =>
  found.toSorted((one, other) => order.indexOf(one.level) - order.indexOf(other.level))

export function verdict(page: Page, found: readonly CheckResult[]): string {
  const count = (level: Finding['level']): number => found.filter((one) => one.level === level).length
  if (count('fail') > 0) return page.t('{{count}} checks fail.', { count: count('fail') })
  if (count('warn') > 0) return page.t('All well, but {{count}} things should be looked at.', { count: count('warn') })
  return page.t('All is well.')
}

const levels = {
  ok: { word: 'Good', icon: 'check-circle', tone: 'good' },
  warn: { word: 'Look at it', icon: 'exclamation-triangle', tone: 'warn' },
  fail: { word: 'Fails', icon: 'x-octagon', tone: 'bad' },
} as const

export const outcome = (page: Page, level: Finding['level']): Html => stateBadge(page, levels[level])

function row(page: Page, { title, href, level, message, remedy }: CheckResult): Html {
  return html`<tr><th scope="row">${href === undefined ? page.t(title) : html`<a href="${href}">${page.t(title)}</a>`}</th>
    <td>${outcome(page, level)}</td>
    <td><div>${message}${remedy !== undefined && html`<div class="quiet">${remedy}</div>`}</div></td></tr>`
}
