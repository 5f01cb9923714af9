import type { ActivityRow } from '../../../platform/activity/tables.ts'
import { ago, bytes, time } from '../../../platform/web/dates.ts'
import {
  actionButton,
  emptyForm,
  type FormState,
  fileField,
  form,
  formMessage,
  submitButton,
} from '../../../platform/web/forms.ts'
import { type Content, type Html, html, nothing, safeUrl } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { Actor } from '../actor-names.ts'
import { authorNames } from '../author-names.ts'
import { citationOf } from '../exporting/citation.ts'
import { LIST_SOURCE, PERSON_SOURCE } from '../importing/merging.ts'
import { links } from '../links.ts'
import type { Step } from '../processing/steps.ts'
import type { MergedPaper } from '../queries/merging.ts'
import type { StoredPaper } from '../queries/papers.ts'
import { isLegal } from '../statuses.ts'
import type { AttemptRow, ImportRow, PaperFileRow, PaperIdRow, PlannedRow } from '../tables.ts'
import { fieldLabels } from './import-plan.ts'
import { editForm } from './paper-edit.ts'
import { adviceText, codeLabel, doiUrl, headingOf, orDash, outside, reasonText, statusBadge } from './paper-parts.ts'

export type ShownPaper = Readonly<{
  paper: StoredPaper
  identifiers: readonly PaperIdRow[]
  files: readonly PaperFileRow[]
  tags: readonly string[]
  /** What went into this paper, and what it went into. */
  merged: readonly MergedPaper[]
  mergedInto: Pick<StoredPaper, 'id' | 'title' | 'doi'> | undefined
  attempts: readonly AttemptRow[]
  history: readonly ActivityRow[]
  actors: ReadonlyMap<string, Actor>
  planned: PlannedRow | undefined
  list: Pick<ImportRow, 'id' | 'name'> | undefined
  mayEdit: boolean
  mayOperate: boolean
  edit: FormState
  attach: FormState
}>

export const paperPage = (page: Page, it: ShownPaper): View => ({
  title: headingOf(page, it.paper),
  scripts: ['papers/copy-text.js'],
  styles: ['papers/papers.css'],
  body: html`<p class="crumb"><a href="${links.list()}">${page.t('Papers')}</a></p>${paperPart(page, it, 'h1')}`,
  api: `/api/v1/papers/papers/${it.paper.id}`,
})

/** The paper as the page and the drawer show it. */
export function paperPart(page: Page, it: ShownPaper, heading: 'h1' | 'h2' = 'h2'): Html {
  const { paper } = it
  const title = headingOf(page, paper)
  return html`<article class="paper">
    ${heading === 'h1' ? html`<h1 class="paper-title">${title}</h1>` : html`<h2 class="paper-title">${title}</h2>`}
    <p class="paper-source">${sourceLine(paper)}</p>
    ${paperState(page, it)}
    ${paper.abstract !== null && html`<details class="panel" open><summary>${page.t('Abstract')}</summary><p class="abstract">${paper.abstract}</p></details>`}
    ${tagsPart(page, it)}
    ${filesPart(page, it)}
    ${fieldsPart(page, it)}
    ${citationPart(page, paper)}
    ${mergePart(page, it)}
    ${it.mayEdit && paper.status !== 'deleted' && editForm(page, it)}
    ${toldPart(page, it)}
  </article>`
}

/** To be marked by hand where there are no scripts. */
const citationPart = (page: Page, paper: StoredPaper): Html =>
  html`<section class="panel"><h2 class="part">${page.t('Citation')}</h2><p id="citation-${paper.id}" class="citation">${citationOf(paper)}</p>
    <p class="copy-line"><button type="button" class="btn btn-sm btn-outline-secondary" data-copy="citation-${paper.id}" data-copied="${page.t('Copied.')}" data-selected="${page.t('It is marked: copy it with the keyboard.')}">${icon('clipboard')} ${page.t('Copy the citation')}</button> <span role="status" class="quiet"></span></p></section>`

/** What comes by itself while the paper is on its way: its state, and with it the files and what was tried. */
export const paperNews = (page: Page, it: ShownPaper): Html =>
  html`${paperState(page, it)}${fileList(page, it, outOfBand)}${toldPart(page, it, outOfBand)}`

/** Takes the place of the element of the same id, wherever the answer itself goes. */
const outOfBand = html` hx-swap-oob="true"`

const toldPart = (page: Page, it: ShownPaper, how: Content = nothing): Html =>
  html`<div id="paper-told-${it.paper.id}"${how}>${attemptsPart(page, it.attempts)}${historyPart(page, it)}</div>`

/** Where it stands and what can be done; it fetches itself again while the paper is on its way. */
function paperState(page: Page, it: ShownPaper): Html {
  const { paper, planned } = it
  const pace = paper.status === 'running' ? 'busy' : paper.status === 'pending' ? 'idle' : 'over'
  return live(
    page,
    {
      id: `paper-state-${paper.id}`,
      topic: `papers/paper/${paper.id}${planned ? ` job/${planned.job_id}` : ''}`,
      url: links.paperPart(paper.id, 'live'),
      pace,
      class: 'panel paper-state',
      tag: 'section',
    },
    html`<div class="job-head">${statusBadge(page, paper.status)} <span class="quiet">${ago(page, paper.status_changed_at)}</span>
      ${paper.retracted === 1 && html`<span class="state state-bad">${icon('exclamation-octagon')} ${page.t('Retracted')}</span>`}
      ${paper.priority !== 0 && html`<span class="state">${page.t('Priority {{priority}}', { priority: paper.priority })}</span>`}</div>
      ${whyPart(page, paper)}
      ${it.mergedInto && html`<p class="mb-2">${icon('union')} ${page.t('It was merged into another paper:')} <a href="${links.paper(it.mergedInto.id)}">${headingOf(page, it.mergedInto)}</a></p>`}
      ${planned && html`<p class="mb-2">${page.t('Its turn:')} ${time(page, planned.run_at, 'second')} (${ago(page, planned.run_at)})</p>`}
      ${paper.next_attempt_at !== null && html`<p class="mb-2">${page.t('Next try:')} ${time(page, paper.next_attempt_at)} (${ago(page, paper.next_attempt_at)})</p>`}
      ${!it.mergedInto && actions(page, it)}`,
  )
}

function whyPart(page: Page, { failure_code, failure_detail, status }: StoredPaper): Html {
  if (failure_code === null) return nothing
  return html`<p class="reason">${reasonText(page, failure_code)} <span class="quiet">${adviceText(page, failure_code, status)}</span></p>
    ${failure_detail !== null && html`<p class="quiet mb-2"><code>${codeLabel(failure_code)}</code> ${failure_detail}</p>`}`
}

/** An act shows its outcome where the paper is shown, on its page or in the drawer. */
const inPlace = { target: 'closest .paper', swap: 'outerHTML' } as const

function actions(page: Page, { paper, mayEdit, mayOperate }: ShownPaper): Html {
  const act = (
    part: 'process' | 'retry' | 'unavailable' | 'complete' | 'delete' | 'restore',
    text: string,
    iconName: string,
    kind?: string,
    confirm?: string,
  ): Html =>
    actionButton(page, { action: links.paperPart(paper.id, part), text, icon: iconName, kind, confirm, hx: inPlace })
  const { status } = paper
  if (status === 'deleted')
    return mayEdit ? act('restore', page.t('Restore'), 'arrow-counterclockwise', 'primary') : nothing
  return html`<div class="form-buttons">
    ${mayOperate && isLegal(status, 'pending', 'planned') && act('process', page.t('Process now'), 'play-fill', 'primary')}
    ${mayOperate && isLegal(status, 'new', 'retried') && act('retry', page.t('Back to New'), 'arrow-clockwise')}
    ${mayEdit && isLegal(status, 'failed', 'marked') && status !== 'failed' && act('unavailable', page.t('Not available'), 'slash-circle')}
    ${mayEdit && isLegal(status, 'done', 'marked') && act('complete', page.t('Good as it is'), 'check-circle')}
    ${mayEdit && priorityForm(page, paper)}
    ${mayEdit && isLegal(status, 'deleted', 'deleted') && act('delete', page.t('Delete'), 'trash', 'outline-danger', page.t('It leaves the table; it can be restored.'))}
  </div>`
}

const priorityForm = (page: Page, { id, priority }: StoredPaper): Html =>
  form(
    page,
    { action: links.paperPart(id, 'priority'), class: 'priority-form', hx: inPlace },
    html`<label for="priority-${id}">${page.t('Priority')}</label><input class="form-control form-control-sm" type="number" min="-10" max="10" id="priority-${id}" name="priority" value="${priority}"><button type="submit" class="btn btn-sm btn-outline-secondary">${page.t('Set')}</button>`,
  )

const sourceLine = ({ journal, published_on, publisher }: StoredPaper): Content =>
  [journal ?? publisher, published_on?.slice(0, 4)].filter(Boolean).join(' · ')

/** Words by which papers are found together; adding one that is there already changes nothing. */
function tagsPart(page: Page, { paper, tags, mayEdit }: ShownPaper): Html {
  if (tags.length === 0 && !mayEdit) return nothing
  const take = (tag: string): Html =>
    form(page, { action: links.paperPart(paper.id, 'untag'), class: 'd-inline', hx: inPlace }, [
      html`<input type="hidden" name="tag" value="${tag}"><button type="submit" class="tag-remove" title="${page.t('Take it off')}">${icon('x-lg', page.t('Take off {{tag}}', { tag }))}</button>`,
    ])
  const add =
    mayEdit &&
    form(page, { action: links.paperPart(paper.id, 'tags'), class: 'tag-form', hx: inPlace }, [
      html`<label class="visually-hidden" for="tag-${paper.id}">${page.t('Tag')}</label><input class="form-control form-control-sm" id="tag-${paper.id}" name="tag" maxlength="50" required autocomplete="off" placeholder="${page.t('New tag')}">
        <button type="submit" class="btn btn-sm btn-outline-secondary">${icon('tag')} ${page.t('Add')}</button>`,
    ])
  return html`<section class="panel tag-panel"><h2 class="part">${page.t('Tags')}</h2><div class="tags">${tags.map(
    (tag) =>
      html`<span class="tag">${html`<a href="${links.list(`?${new URLSearchParams({ tag })}`)}">${tag}</a>`}${mayEdit && take(tag)}</span>`,
  )}${add}</div></section>`
}

function filesPart(page: Page, it: ShownPaper): Html {
  const { paper, mayEdit, attach } = it
  const canAttach = mayEdit && isLegal(paper.status, 'done', 'file-added')
  return html`<section class="panel"><h2 class="part">${page.t('Files')}</h2>
    ${fileList(page, it)}
    ${canAttach && html`<details${attach.message === null ? nothing : html` open`}><summary>${page.t('Add a file by hand')}</summary>${attachForm(page, paper.id, attach)}</details>`}</section>`
}

function fileList(page: Page, { paper, files }: ShownPaper, how: Content = nothing): Html {
  const items = files.map(
    (
      file,
    ) => html`<li><a class="file-link" href="${links.file(paper.id, file.id)}" download>${icon('file-earmark-pdf')} ${kindWords(page, file)}</a>
      <span class="quiet">${bytes(page, file.size_bytes)} · ${file.license ?? page.t('licence unknown')}${useWords(page, file)} · ${page.t('from')} ${file.final_url ? outside(safeUrl(file.final_url), file.source) : file.source} · ${time(page, file.fetched_at)}</span></li>`,
  )
  const shown =
    items.length > 0 ? html`<ul class="file-list">${items}</ul>` : html`<p class="quiet">${page.t('None yet.')}</p>`
  return html`<div id="paper-files-${paper.id}"${how}>${shown}</div>`
}

/** A file that a person got; `next` says which page comes afterwards. */
export const attachForm = (page: Page, paperId: string, state: FormState = emptyForm, next = ''): Html =>
  form(page, { action: `${links.paperPart(paperId, 'files')}${next}`, upload: true }, [
    formMessage(state),
    fileField(state, {
      name: 'file',
      label: page.t('PDF'),
      required: true,
      accept: 'application/pdf,.pdf',
      help: page.t('Only files that you may keep.'),
    }),
    submitButton(page.t('Add it'), 'paperclip'),
  ])

const useWords = (page: Page, { use_note }: PaperFileRow): string =>
  (use_note?.split('; ') ?? [])
    .map((note) => ` · ${note === 'internal use' ? page.t('to be read here only') : page.t('text mining is reserved')}`)
    .join('')

const kindWords = (page: Page, { kind, version }: PaperFileRow): string =>
  [
    kind === 'manual' ? page.t('PDF, added by hand') : kind === 'pdf' ? 'PDF' : kind.toUpperCase(),
    version === 'unknown' ? '' : page.t(versionWords[version]),
  ]
    .filter(Boolean)
    .join(', ')

const versionWords = {
  submitted: 'submitted version',
  accepted: 'accepted version',
  published: 'published version',
  unknown: '',
} as const

const identifierPages: Readonly<Record<string, (value: string) => string>> = {
  pmid: (value) => `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(value)}/`,
  pmcid: (value) => `https://pmc.ncbi.nlm.nih.gov/articles/${encodeURIComponent(value)}/`,
  arxiv: (value) => `https://arxiv.org/abs/${encodeURI(value)}`,
  openalex: (value) => `https://openalex.org/${encodeURIComponent(value)}`,
  issn: (value) => `https://portal.issn.org/resource/ISSN/${encodeURIComponent(value)}`,
  url: safeUrl,
}

/** All that is known, with where each of it comes from. */
function fieldsPart(page: Page, { paper, identifiers, list }: ShownPaper): Html {
  const sources = JSON.parse(paper.sources_json ?? '{}') as Record<string, string>
  const fact = (label: string, value: Content, field = ''): Html | false => {
    if (value === null || value === '' || value === undefined) return false
    const source = sources[field]
    return html`<dt>${page.t(label)}</dt><dd>${value}${source !== undefined && html` <span class="source">${page.t(sourceWords[source] ?? source)}</span>`}</dd>`
  }
  const extra = Object.entries(JSON.parse(paper.extra_json ?? '{}') as Record<string, string>)
  return html`<section class="panel"><h2 class="part">${page.t('Details')}</h2><dl class="facts">
    ${fact('DOI', paper.doi === null ? (paper.doi_raw ?? null) : outside(doiUrl(paper.doi), paper.doi), 'doi')}
    ${fact('Authors', authorsLine(page, paper), 'authors_json')}
    ${fact('Journal', paper.journal, 'journal')}
    ${fact('Publisher', paper.publisher, 'publisher')}
    ${fact('Published', paper.published_on, 'published_on')}
    ${fact('Volume', paper.volume, 'volume')}
    ${fact('Issue', paper.issue, 'issue')}
    ${fact('Pages', paper.pages ?? paper.article_number, 'pages')}
    ${fact('Type', paper.type, 'type')}
    ${fact('Language', paper.language, 'language')}
    ${fact('ISSN', paper.issn, 'issn')}
    ${fact('Open access', paper.oa_status, 'oa_status')}
    ${fact('Licence', paper.license === null ? null : paper.license_url ? outside(safeUrl(paper.license_url), paper.license) : paper.license, 'license')}
    ${identifiers.map(({ scheme, value }) => fact(identifierWords[scheme] ?? scheme, identifierLink(scheme, value)))}
    ${fact('Alternative id', paper.alternative_id)}
    ${fact('Imported from', list ? html`<a href="${links.import(list.id)}">${list.name}</a>, ${page.t('row {{row}}', { row: paper.import_row ?? 0 })}` : null)}
    ${fact('Added', time(page, paper.created_at))}
    ${fact('Changed', time(page, paper.updated_at))}
  </dl>
  ${extra.length > 0 && html`<details><summary>${page.t('Columns of the list that no field takes')}</summary><dl class="facts">${extra.map(([name, value]) => html`<dt>${name}</dt><dd>${String(value)}</dd>`)}</dl></details>`}</section>`
}

const identifierWords: Readonly<Record<string, string>> = fieldLabels
const sourceWords: Readonly<Record<string, string>> = { [LIST_SOURCE]: 'from the list', [PERSON_SOURCE]: 'by hand' }

function identifierLink(scheme: string, value: string): Content {
  const address = identifierPages[scheme]?.(value)
  return address === undefined || address === '#' ? value : outside(address, value)
}

const shownAuthors = 12

function authorsLine(page: Page, { authors_json }: StoredPaper): Content {
  const names = authorNames(authors_json)
  const more = names.length - shownAuthors
  return `${names.slice(0, shownAuthors).join(', ')}${more > 0 ? page.t(' and {{count}} more', { count: more }) : ''}`
}

/** What went into this paper, with a way back, and a way to merge another one into it. */
function mergePart(page: Page, { paper, merged, mayEdit }: ShownPaper): Html {
  if (paper.status === 'deleted' || (merged.length === 0 && !mayEdit)) return nothing
  const items = merged.map(
    ({ id, merged_id, merged_at, ...other }) =>
      html`<li><a href="${links.paper(merged_id)}">${headingOf(page, other)}</a> <span class="quiet">${time(page, merged_at)}</span>
        ${mayEdit && actionButton(page, { action: links.undoMerge(id), text: page.t('Undo'), icon: 'arrow-counterclockwise' })}</li>`,
  )
  return html`<details class="panel"${merged.length > 0 ? html` open` : nothing}><summary>${page.t('One paper, twice in the house?')}</summary>
    ${items.length > 0 && html`<p>${page.t('Merged into this one:')}</p><ul class="plain-list">${items}</ul>`}
    ${
      mayEdit &&
      html`<form action="/papers/compare" method="get" class="compare-form"><input type="hidden" name="one" value="${paper.id}">
      <label class="form-label" for="other-${paper.id}">${page.t('Compare it with another one: its DOI, or the address of its page')}</label>
      <div class="input-group input-group-sm"><input class="form-control" id="other-${paper.id}" name="other" required maxlength="600" autocomplete="off"><button type="submit" class="btn btn-outline-secondary">${icon('copy')} ${page.t('Compare')}</button></div></form>`
    }</details>`
}

function attemptsPart(page: Page, attempts: readonly AttemptRow[]): Html {
  if (attempts.length === 0) return nothing
  return html`<section class="panel"><h2 class="part">${page.t('Tries')}</h2><ol class="attempts">${attempts.map((attempt) => attemptItem(page, attempt))}</ol></section>`
}

const outcomeWords = {
  done: 'Done',
  deferred: 'Put off',
  failed: 'Failed',
  manual: 'For a person',
  aborted: 'Called off',
  crashed: 'Broke off',
} as const

function attemptItem(page: Page, attempt: AttemptRow): Html {
  const steps = JSON.parse(attempt.steps_json ?? '[]') as Step[]
  const outcome = attempt.outcome === null ? page.t('At work') : page.t(outcomeWords[attempt.outcome])
  return html`<li><strong>${outcome}</strong> ${time(page, attempt.started_at, 'second')}
    ${attempt.failure_code !== null && html`<span>${reasonText(page, attempt.failure_code)}</span>`}
    ${attempt.host !== null && html`<span class="quiet">${attempt.host}${attempt.bytes > 0 && html`, ${bytes(page, attempt.bytes)}`}</span>`}
    ${steps.length > 0 && html`<details><summary>${page.t('{{count}} steps', { count: steps.length })}</summary><ol>${steps.map((step) => html`<li><span class="quiet">${time(page, step.at, 'clock')} ${step.source}</span> ${step.sentence} ${step.url && html`<code>${step.url}</code>`}</li>`)}</ol></details>`}</li>`
}

function historyPart(page: Page, { history, actors }: ShownPaper): Html {
  if (history.length === 0) return nothing
  const nameOf = (actor: string): string => {
    const known = actors.get(actor)
    return known === undefined ? actor : 'name' in known ? known.name : page.t(known.kind)
  }
  return html`<section class="panel"><h2 class="part">${page.t('History')}</h2><ul class="history">${history.map(
    (entry) =>
      html`<li><span class="quiet">${time(page, entry.at, 'second')} · ${nameOf(entry.actor)}</span><span>${orDash(entry.message ?? entry.action)}</span></li>`,
  )}</ul></section>`
}
