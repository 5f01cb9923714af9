import { number, time } from '../../../platform/web/dates.ts'
import { attributes, type Content, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Endings, endedOutcomes, type Grouping, groupings, successOf, totalOf } from '../endings.ts'
import { links } from '../links.ts'
import { type LabelledCount, type LabelledEndings, periods, type Statistics } from '../statistics.ts'
import { percent } from './dashboard.ts'
import { codeLabel, reasonText } from './paper-parts.ts'

/** How it went: each figure as a picture, as a table, and as CSV. */
export const statsPage = (page: Page, stats: Statistics): View => ({
  title: page.t('Statistics'),
  body: html`<header class="page-head"><div><h1>${page.t('Statistics')}</h1><p>${page.t('How collecting went, and what the list is made of.')} <a href="${links.prisma()}">${page.t('PRISMA counts')}</a></p></div>${periodLinks(page, stats)}</header>
    ${part(page, stats, { name: 'hours', title: page.t('Papers by hour'), icon: 'bar-chart', content: hourChart(page, stats) })}
    <div class="two-columns">
      ${groupings.map((name) => part(page, stats, { name, title: page.t(groupTitles[name]), icon: 'graph-up', content: successBars(page, stats.by[name], name) }))}
      ${part(page, stats, { name: 'failures', title: page.t('Why papers are not done'), icon: 'x-octagon', content: failureBars(page, stats.failures) })}
      ${part(page, stats, { name: 'open-access', title: page.t('Open access'), icon: 'unlock', content: openAccessBars(page, stats.openAccess) })}
    </div>`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: `/api/v1/papers/stats?days=${stats.days}`,
})

const groupTitles: Readonly<Record<Grouping, string>> = {
  host: 'Success by host',
  journal: 'Success by journal',
  source: 'Success by source',
  year: 'Success by year of publication',
}

const periodTitles: Readonly<Record<number, string>> = { 1: '24 hours', 7: '7 days', 30: '30 days', 365: 'A year' }

const periodLinks = (page: Page, { days }: Statistics): Html =>
  html`<nav class="page-head-actions" aria-label="${page.t('Period')}">${periods.map((period) => {
    const current = attributes({ 'aria-current': period === days && 'true' })
    return html`<a class="btn btn-sm btn-outline-secondary${period === days && ' active'}" href="${links.stats(`?days=${period}`)}"${current}>${page.t(periodTitles[period] ?? '')}</a>`
  })}</nav>`

type Part = Readonly<{ name: string; title: string; icon: string; content: Content }>

const part = (page: Page, { days }: Statistics, { name, title, icon: iconName, content }: Part): Html =>
  html`<section class="panel chart" id="${name}"><h2>${icon(iconName)} ${title}
    <a class="csv-link" href="${links.statsCsv(name)}?days=${days}" download aria-label="${page.t('CSV: {{title}}', { title })}">${icon('download')} CSV</a></h2>${content}</section>`

const outcomeWords: Readonly<Record<keyof Endings, string>> = {
  done: 'Done',
  manual: 'Manual',
  failed: 'Failed',
  deferred: 'Put off',
}

const legend = (page: Page): Html =>
  html`<ul class="legend"><li class="legend-good">${page.t('Done')}</li><li class="legend-manual">${page.t('Manual')}</li><li class="legend-failed">${page.t('Failed')}</li><li class="legend-deferred">${page.t('Put off')}</li></ul>`

const height = 100

function hourChart(page: Page, { hours }: Statistics): Html {
  const all = hours.reduce((sum, hour) => sum + totalOf(hour), 0)
  if (all === 0) return html`<p class="quiet">${page.t('No paper has come to an end in this time.')}</p>`
  const top = Math.max(...hours.map(totalOf))
  const label = page.t('{{count}} attempts ended in {{hours}} hours; {{most}} in the busiest.', {
    count: all,
    hours: hours.length,
    most: top,
  })
  const [first, last] = [hours[0], hours.at(-1)]
  return html`<p>${label}</p><svg class="hour-chart" viewBox="0 0 ${hours.length * 10} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}">
      ${hours.map(
        (hour, index) =>
          html`<g><rect class="bar-ground" x="${index * 10 + 1}" y="0" width="8" height="${height}"></rect>${stack(
            hour,
            top,
          ).map(
            ({ outcome, from, size }) =>
              html`<rect${attributes({ class: `bar-${outcome}`, x: index * 10 + 1, y: height - from - size, width: 8, height: size })}></rect>`,
          )}</g>`,
      )}</svg>
    <div class="hour-axis">${first && time(page, `${first.hour}:00:00.000Z`)}${last && time(page, `${last.hour}:00:00.000Z`)}</div>${legend(page)}
    <details><summary>${page.t('As a table')}</summary><div class="table-responsive"><table class="table table-sm compact-table"><caption class="visually-hidden">${page.t('Papers by hour')}</caption>
      <thead><tr><th scope="col">${page.t('Hour')}</th>${endedOutcomes.map((outcome) => html`<th scope="col" class="number">${page.t(outcomeWords[outcome])}</th>`)}</tr></thead>
      <tbody>${hours.filter((hour) => totalOf(hour) > 0).map((hour) => html`<tr><th scope="row">${time(page, `${hour.hour}:00:00.000Z`)}</th>${endedOutcomes.map((outcome) => html`<td class="number">${hour[outcome]}</td>`)}</tr>`)}</tbody></table></div></details>`
}

/** The parts of a bar, one on the other; `whole` is what fills it. */
function stack(endings: Endings, whole: number): { outcome: string; from: number; size: number }[] {
  let from = 0
  return endedOutcomes.flatMap((outcome) => {
    const size = Math.round((endings[outcome] / whole) * 1000) / 10
    const piece = { outcome, from, size }
    from += size
    return size > 0 ? [piece] : []
  })
}

/** A table whose middle column is the picture. */
function successBars(page: Page, rows: readonly LabelledEndings[], grouping: Grouping): Html {
  if (rows.length === 0) return html`<p class="quiet">${page.t('No paper has come to an end in this time.')}</p>`
  return html`<table class="table compact-table align-middle"><caption class="visually-hidden">${page.t(groupTitles[grouping])}</caption>
    <thead><tr><th scope="col"><span class="visually-hidden">${page.t('Name')}</span></th><td></td><th scope="col" class="number">${page.t('Success')}</th><th scope="col" class="number">${page.t('Papers')}</th></tr></thead>
    <tbody>${rows.map((row) => {
      const words = endedOutcomes.map((outcome) => `${page.t(outcomeWords[outcome])}: ${row[outcome]}`).join(', ')
      return html`<tr><th scope="row" class="name">${row.label === '' ? html`<span class="quiet">${page.t('unknown')}</span>` : row.label}</th>
        <td class="bar-cell narrow-bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${words}"><title>${words}</title><rect class="bar-ground" width="100" height="8"></rect>${stack(
          row,
          totalOf(row),
        ).map(
          ({ outcome, from, size }) =>
            html`<rect${attributes({ class: `bar-${outcome}`, x: from, width: size, height: 8 })}></rect>`,
        )}</svg></td><td class="number">${percent(page, successOf(row))}</td><td class="number">${number(page, totalOf(row))}</td></tr>`
    })}</tbody></table>${legend(page)}`
}

const failureBars = (page: Page, rows: readonly LabelledCount[]): Html =>
  rows.length === 0
    ? html`<p class="quiet">${page.t('Nothing has gone wrong yet.')}</p>`
    : countBars(
        page,
        page.t('Why papers are not done'),
        rows,
        ({ label }) =>
          html`<a href="${links.list(`?code=${encodeURIComponent(label)}`)}" title="${reasonText(page, label)}">${codeLabel(label)}</a>`,
      )

const openAccessBars = (page: Page, rows: readonly LabelledCount[]): Html =>
  rows.length === 0
    ? html`<p class="quiet">${page.t('There is no paper yet.')}</p>`
    : countBars(page, page.t('Open access'), rows, ({ label }) => (label === 'unknown' ? page.t('unknown') : label))

function countBars(
  page: Page,
  title: string,
  rows: readonly LabelledCount[],
  nameOf: (row: LabelledCount) => Content,
): Html {
  const all = rows.reduce((sum, { count }) => sum + count, 0)
  return html`<table class="table compact-table align-middle"><caption class="visually-hidden">${title}</caption>
    <thead class="visually-hidden"><tr><th scope="col">${page.t('Name')}</th><td></td><th scope="col">${page.t('Share')}</th><th scope="col">${page.t('Papers')}</th></tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr><th scope="row" class="name">${nameOf(row)}</th>
      <td class="bar-cell narrow-bar" aria-hidden="true"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="bar-ground" width="100" height="8"></rect><rect class="bar-status" width="${Math.round((row.count / all) * 1000) / 10}" height="8"></rect></svg></td>
      <td class="number">${percent(page, row.count / all)}</td><td class="number">${number(page, row.count)}</td></tr>`,
    )}</tbody></table>`
}
