import type { Check, Finding } from '../../diagnostics/check.ts'
import { bytes, duration } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'

export type Found = Readonly<{ check: Check; finding: Finding }>
export type SystemFacts = Readonly<{
  nodeVersion: string
  database: string
  memoryBytes: number
  upSeconds: number
  timezone: string
}>

/** What fails stands first, each with its cause and what to do about it. */
export function systemPage(page: Page, found: readonly Found[], facts: SystemFacts): View {
  const sorted = [...found].sort((a, b) => order.indexOf(a.finding.level) - order.indexOf(b.finding.level))
  return {
    title: page.t('System'),
    body: html`<header class="page-head"><div><h1>${page.t('System')}</h1><p>${verdict(page, found)}</p></div></header>
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

function verdict(page: Page, found: readonly Found[]): string {
  const count = (level: Finding['level']): number => found.filter(({ finding }) => finding.level === level).length
  if (count('fail') > 0) return page.t('{{count}} checks fail.', { count: count('fail') })
  if (count('warn') > 0) return page.t('All well, but {{count}} things should be looked at.', { count: count('warn') })
  return page.t('All is well.')
}

const levels = {
  ok: { word: 'Good', icon: 'check-circle', tone: 'good' },
  warn: { word: 'Look at it', icon: 'exclamation-triangle', tone: 'warn' },
  fail: { word: 'Fails', icon: 'x-octagon', tone: 'bad' },
} as const

function row(page: Page, { check, finding }: Found): Html {
  const { word, icon: iconName, tone } = levels[finding.level]
  return html`<tr><th scope="row">${page.t(check.title)}</th>
    <td><span class="state state-${tone}">${icon(iconName)} ${page.t(word)}</span></td>
    <td>${finding.message}${finding.remedy !== undefined && html`<div class="quiet">${finding.remedy}</div>`}</td></tr>`
}
