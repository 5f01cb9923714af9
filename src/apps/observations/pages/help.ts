import { type Html, html } from '../../../platform/web/html.ts'
import type { Page, View } from '../../../platform/web/page.ts'
import { choiceSets } from '../catalog/choices.ts'
import { links } from '../links.ts'
import { type Approval, type Parameter, type SectionName, sections } from '../parameters/parameters.ts'

export const helpAnchor = (name: string): string => `${links.help()}#${name}`

/** Every parameter with its limits, who signs it, and who must agree. */
export const helpPage = (page: Page): View => ({
  title: page.t('Parameters'),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Parameters')}</h1>
      <p>${page.t('What may be asked for, in which limits, who signs it, and who must agree before.')}</p></div></header>
    ${(Object.keys(sections) as SectionName[]).map((name) => sectionOf(page, name))}`,
})

const sectionOf = (
  page: Page,
  name: SectionName,
): Html => html`<section class="panel" id="${name}"><h2>${sectionTitle(page, name)}</h2>
  <div class="table-part"><table class="table align-middle desk-parameters"><caption class="visually-hidden">${sectionTitle(page, name)}</caption>
    <thead><tr><th scope="col">${page.t('Parameter')}</th><th scope="col">${page.t('Name in the catalog')}</th><th scope="col">${page.t('Values')}</th><th scope="col">${page.t('Signed by')}</th><th scope="col">${page.t('Agreement')}</th></tr></thead>
    <tbody>${sections[name].map((parameter: Parameter) => rowOf(page, parameter))}</tbody></table></div></section>`

const rowOf = (
  page: Page,
  parameter: Parameter,
): Html => html`<tr id="${parameter.name}"><th scope="row">${parameter.label}</th>
  <td data-label="${page.t('Name in the catalog')}"><code>${parameter.name}</code></td>
  <td data-label="${page.t('Values')}">${valuesOf(parameter) || '–'}</td>
  <td data-label="${page.t('Signed by')}">${parameter.signs.join(', ')}</td>
  <td data-label="${page.t('Agreement')}">${approvalWord(page, parameter.approval)}</td></tr>`

function valuesOf({ choices, min, max, unit }: Parameter): string {
  if (choices)
    return choiceSets[choices]
      .map(({ value, label }) => (value === null || value === label ? label : `${value} (${label})`))
      .join(', ')
  const range = min === undefined ? '' : max === undefined ? `≥ ${min}` : `${min} … ${max}`
  return [range, unit].filter(Boolean).join(' ')
}

function approvalWord(page: Page, approval: Approval): string {
  const words: Readonly<Record<Approval, string>> = {
    observer: page.t('The observer may ask freely'),
    director: page.t('The Director’s Office must agree'),
    rare: page.t('Only in unusual cases'),
    information: page.t('Mission Planning is told'),
  }
  return words[approval]
}

export function sectionTitle(page: Page, name: SectionName): string {
  const titles: Readonly<Record<SectionName, string>> = {
    general: page.t('General Parameters'),
    dither: page.t('Dither'),
    timeRanks: page.t('Time Constraints'),
    rollRanks: page.t('Roll Constraints'),
    constraints: page.t('Other Constraints'),
    hrc: page.t('HRC Parameters'),
    acis: page.t('ACIS Parameters'),
    acisWindows: page.t('ACIS Window Constraints'),
  }
  return titles[name]
}
