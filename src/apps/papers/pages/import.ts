import { bytes, number, time } from '../../../platform/web/dates.ts'
import { actionButton, type FormState, form, formButtons, formMessage } from '../../../platform/web/forms.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { FittingMapping } from '../importing/mappings.ts'
import type { ListChoices, ListPreview } from '../importing/stored-plan.ts'
import { links } from '../links.ts'
import type { IssueCount } from '../queries/imports.ts'
import type { ImportIssueRow, ImportRow } from '../tables.ts'
import { issuesPart } from './import-issues.ts'
import { keepMapping, savedMappings } from './import-mappings.ts'
import { mappingFields, previewTable, readingFields } from './import-plan.ts'
import { importState, isLive } from './import-state.ts'

export type ShownImport = Readonly<{
  list: ImportRow
  preview: ListPreview
  choices: ListChoices
  /** What the job says about its progress; null where none runs. */
  job: Readonly<{
    id: string
    sentence: string | null
    value: number | null
    total: number | null
    error: string | null
  }> | null
  issues: readonly ImportIssueRow[]
  issueCounts: readonly IssueCount[]
  /** What of the issues is shown. */
  chosen: Readonly<{ severity: string; code: string }>
  /** Earlier imports of the very same file. */
  earlier: readonly Pick<ImportRow, 'id' | 'name' | 'created_at'>[]
  deletedDuplicates: number
  /** Saved mappings that know columns of the list. */
  mappings: readonly FittingMapping[]
  mayImport: boolean
  form: FormState
}>

export const importPage = (page: Page, it: ShownImport): View => ({
  title: it.list.name,
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div>
      <p class="crumb"><a href="${links.upload()}">${page.t('Lists')}</a></p>
      <h1 class="text-break">${it.list.name}</h1>
      <p>${bytes(page, it.list.size_bytes)} · ${page.t('uploaded')} ${time(page, it.list.created_at)}</p></div></header>
    ${importPart(page, it)}`,
  api: `/api/v1/papers/imports/${it.list.id}`,
})

/** All that changes while the import goes its way; it fetches itself again while something runs. */
export function importPart(page: Page, it: ShownImport): Html {
  const { list } = it
  const content =
    list.state === 'draft'
      ? draft(page, it)
      : [progressPart(page, it), issuesPart(page, it), isLive(list.state) || foot(page, it)].filter(
          (part) => part !== true,
        )
  return live(
    page,
    {
      id: `import-${list.id}`,
      topic: `job/${list.job_id ?? 'none'} papers/import/${list.id}`,
      url: links.importPart(list.id, 'live'),
      pace: isLive(list.state) ? 'busy' : 'over',
    },
    content,
  )
}

function draft(page: Page, it: ShownImport): Html {
  const { list, earlier, mayImport } = it
  const again = earlier[0]
  return html`
    ${again && html`<p class="alert alert-warning">${icon('exclamation-triangle')} ${page.t('Exactly this file was uploaded before:')} <a href="${links.import(again.id)}">${again.name}</a>, ${time(page, again.created_at)}.</p>`}
    ${list.failure_message !== null && html`<p class="alert alert-danger">${icon('exclamation-octagon')} ${list.failure_message}</p>`}
    ${checkResult(page, it)}
    ${mayImport && savedMappings(page, it)}
    ${form(page, { action: links.importPart(list.id, 'plan'), id: 'plan-form' }, [
      formMessage(it.form),
      html`<section class="panel"><h2>${page.t('How it is read')}</h2>
        <ul class="assumptions">${it.preview.assumptions.map((sentence) => html`<li>${sentence}</li>`)}</ul>
        ${readingFields(page, it)}</section>
        <section class="panel"><h2>${page.t('What each column holds')}</h2>${mappingFields(page, it)}${mayImport && list.format === 'csv' && keepMapping(page, it)}</section>`,
      mayImport &&
        html`<div class="sticky-buttons">${formButtons(html`
          <button type="submit" class="btn btn-primary" name="step" value="start">${icon('play-fill')} ${page.t('Start the import')}</button>
          <button type="submit" class="btn btn-outline-secondary" name="step" value="check">${icon('clipboard-check')} ${page.t('Only check it')}</button>
          <button type="submit" class="btn btn-outline-secondary" name="step" value="stay">${icon('arrow-clockwise')} ${page.t('Read it again so')}</button>`)}</div>`,
    ])}
    <section class="panel"><h2>${page.t('The first rows')}</h2>${previewTable(page, it.preview)}</section>
    ${
      mayImport &&
      actionButton(page, {
        action: links.importPart(list.id, 'remove'),
        text: page.t('Discard this list'),
        icon: 'trash',
        kind: 'outline-danger',
        confirm: page.t('The file is removed; nothing of it was imported.'),
      })
    }`
}

/** What a dry run found; nothing where there was none. */
function checkResult(page: Page, it: ShownImport): Html {
  const { list } = it
  if (list.finished_at === null || list.failure_message !== null) return nothing
  return html`<section class="panel"><h2>${page.t('What would happen')}</h2>${figures(page, list)}</section>${issuesPart(page, it)}`
}

function progressPart(page: Page, it: ShownImport): Html {
  const { list, job } = it
  const share = list.size_bytes > 0 ? list.bytes_done / list.size_bytes : 0
  const isCounted = job !== null && job.total !== null
  return html`<section class="panel job-card">
    <div class="job-head">${importState(page, list.state)}
      ${list.failure_message !== null && html`<span>${list.failure_message}</span>`}
      <div class="job-actions">${it.mayImport && actions(page, list)}</div></div>
    ${
      isLive(list.state) &&
      html`<div><progress class="bar" max="${isCounted ? (job.total ?? 1) : 1}" value="${isCounted ? (job.value ?? 0) : share.toFixed(4)}" aria-label="${page.t('Import')}"></progress>
        <div class="job-times"><span>${page.t('{{count}} rows', { count: list.rows_done })}</span><span>${bytes(page, list.bytes_done)} / ${bytes(page, list.size_bytes)}</span>
        ${job?.sentence && html`<span>${job.sentence}</span>`}</div></div>`
    }
    ${figures(page, list)}
    ${timesOf(page, list)}</section>`
}

/** The counts; each leads to the papers or the rows it stands for. */
function figures(page: Page, list: ImportRow): Html {
  const wouldBe = list.state === 'draft'
  const figure = (value: number, word: string, href?: string): Html => {
    const inside = html`<strong>${number(page, value)}</strong><span>${word}</span>`
    return href === undefined || value === 0
      ? html`<div class="figure-card">${inside}</div>`
      : html`<a class="figure-card" href="${href}">${inside}</a>`
  }
  const own = links.import(list.id)
  return html`<div class="figures">
    ${figure(list.inserted, page.t('papers added'), wouldBe ? undefined : links.ofImport(list.id))}
    ${figure(list.updated, page.t('papers changed'))}
    ${figure(list.duplicates, page.t('repeated rows'), `${own}?severity=info`)}
    ${figure(list.errors, page.t('rows left out'), `${own}?severity=error`)}
    ${figure(list.warnings, page.t('remarks'), `${own}?severity=warning`)}
  </div>`
}

const timesOf = (page: Page, { started_at, finished_at }: ImportRow): Html =>
  html`<div class="job-times">${started_at !== null && html`<span>${page.t('Started')} ${time(page, started_at, 'second')}</span>`}
    ${finished_at !== null && html`<span>${page.t('Ended')} ${time(page, finished_at, 'second')}</span>`}</div>`

function actions(page: Page, list: ImportRow): Html {
  const stop = (papers: 'keep' | 'roll-back', text: string, iconName: string): Html =>
    actionButton(page, {
      action: links.importPart(list.id, 'cancel'),
      values: { papers },
      text,
      icon: iconName,
      kind: 'outline-danger',
    })
  switch (list.state) {
    case 'queued':
    case 'running':
      return html`${stop('keep', page.t('Stop, keep what is in'), 'stop-circle')} ${stop('roll-back', page.t('Stop, take it back'), 'arrow-counterclockwise')}`
    case 'checking':
      return stop('keep', page.t('Stop'), 'stop-circle')
    case 'failed':
    case 'cancelled':
      return html`${continueButton(page, list)} ${rollBackButton(page, list)}`
    case 'done':
      return html`${list.inserted > 0 && html`<a class="btn btn-sm btn-primary" href="${links.ofImport(list.id)}">${icon('journal-text')} ${page.t('See its papers')}</a>`} ${rollBackButton(page, list)}`
    default:
      return nothing
  }
}

const continueButton = (page: Page, list: ImportRow): Html =>
  actionButton(page, {
    action: links.importPart(list.id, 'start'),
    text: page.t('Go on behind row {{row}}', { row: number(page, list.rows_done) }),
    icon: 'play-fill',
    kind: 'primary',
  })

const rollBackButton = (page: Page, list: ImportRow): Html =>
  actionButton(page, {
    action: links.importPart(list.id, 'roll-back'),
    text: page.t('Take it back'),
    icon: 'arrow-counterclockwise',
    kind: 'outline-danger',
    confirm: page.t(
      'The papers that this import added are removed again, except those that somebody has worked with since.',
    ),
  })

/** What can be done once it is over. */
function foot(page: Page, { deletedDuplicates }: ShownImport): Html {
  if (deletedDuplicates === 0) return nothing
  return html`<p class="panel">${icon('trash')} ${page.t('{{count}} papers of this list are in the house already, among the deleted ones.', { count: deletedDuplicates })}
    <a href="${links.list('?status=deleted')}">${page.t('Look at the deleted papers')}</a></p>`
}
