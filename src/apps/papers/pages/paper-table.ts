import { ago, time } from '../../../platform/web/dates.ts'
import { type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Column, type Filter, type Paging, type Table, table } from '../../../platform/web/table.ts'
import type { TableState } from '../../../platform/web/table-query.ts'
import { exportFormats } from '../exporting/formats.ts'
import { PAPER_TYPES } from '../importing/types.ts'
import { links } from '../links.ts'
import type { TablePaper } from '../queries/paper-table.ts'
import type { Count } from '../searching/counting.ts'
import { openAccess } from '../searching/paper-filter.ts'
import type { SearchProblem } from '../searching/search-text.ts'
import { statuses, statusLabels } from '../statuses.ts'
import type { ImportRow, PaperFileRow } from '../tables.ts'
import { type Allowed, bulkMenu } from './bulk.ts'
import { codeLabel, dash, doiUrl, headingOf, reasonText, statusBadge, tagLinks } from './paper-parts.ts'

/** Everything that the table of papers shows. */
export type PaperTable = Readonly<{
  state: TableState
  rows: readonly TablePaper[]
  paging: Paging
  count: Count
  /** Reasons that occur, most frequent first. */
  codes: readonly string[]
  /** The commonest tags of the house, and those of the papers on this page. */
  tags: readonly string[]
  tagsByPaper: ReadonlyMap<string, readonly string[]>
  /** Of the papers on this page; empty where no column asks for it. */
  filesByPaper: ReadonlyMap<string, readonly PaperFileRow[]>
  /** The latest lists, newest first. */
  imports: readonly Pick<ImportRow, 'id' | 'name'>[]
  problems: readonly SearchProblem[]
}> &
  Allowed

/** The page around the table. */
export const paperTablePage = (page: Page, table: Html, mayImport: boolean): View => ({
  title: page.t('Papers'),
  scripts: ['papers/paper-drawer.js', 'papers/copy-text.js'],
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div>
      <h1>${page.t('Papers')}</h1>
      <p>${page.t('Every paper of the house: where it stands, and what is known about it.')}</p>
    </div><div class="page-head-actions">${mayImport && uploadLink(page)}</div></header>
    ${table}
    ${searchHelp(page)}
    ${drawer(page)}`,
  api: '/api/v1/papers/papers',
})

const uploadLink = (page: Page): Html =>
  html`<a class="btn btn-primary" href="${links.upload()}">${icon('upload')} ${page.t('Upload a list')}</a>`

/** The table alone: what searching, sorting and paging swap. */
export function paperTable(page: Page, it: PaperTable): Html {
  const { state, rows, paging, count } = it
  const shown: Table<TablePaper> = {
    name: 'papers',
    caption: page.t('Papers'),
    address: links.list(),
    state,
    columns: paperColumns(page, it),
    rows,
    rowId: ({ id }) => id,
    paging,
    total: count.total,
    isTotalRough: count.isRough,
    searchHint: page.t('Words, a DOI, status:failed …'),
    filters: filtersOf(page, it),
    empty: emptyText(page, it.mayEdit),
    downloads: [
      ...exportFormats.map(({ extension, title }) => ({ text: title, address: links.listExport(extension) })),
      { text: page.t('All files, as ZIP'), address: links.listExport('zip') },
    ],
    notes: it.problems.map((problem) => problemText(page, problem)),
    actions: bulkMenu(page, it),
    selectForm: 'bulk-papers',
  }
  return table(page, shown)
}

/** The columns on offer; the CSV of the list has columns of its own, since it can be read in again. */
function paperColumns(page: Page, { imports, tagsByPaper, filesByPaper }: PaperTable): Column<TablePaper>[] {
  const badges = new Map(statuses.map((status) => [status, statusBadge(page, status)]))
  const stored = icon('file-earmark-check', page.t('Stored'))
  const retracted = html` <span class="state state-bad">${page.t('Retracted')}</span>`
  const importNames = new Map(imports.map(({ id, name }) => [id, name]))
  const text = (value: string | null | undefined): Content => value || dash
  return [
    {
      name: 'status',
      title: page.t('Status'),
      isSortable: true,
      cell: (paper) => badges.get(paper.status),
    },
    {
      name: 'title',
      title: page.t('Title'),
      isSortable: true,
      isHeading: true,
      cell: (paper) =>
        html`<a href="${links.paper(paper.id)}" data-drawer>${headingOf(page, paper)}</a>${paper.retracted === 1 && retracted}${tagsBelow(tagsByPaper.get(paper.id))}`,
    },
    {
      name: 'journal',
      title: page.t('Journal'),
      isSortable: true,
      cell: ({ journal }) => (journal ? html`<span class="clipped" title="${journal}">${journal}</span>` : dash),
    },
    { name: 'year', title: page.t('Published'), isSortable: true, cell: (paper) => text(paper.published_on) },
    {
      name: 'doi',
      title: page.t('DOI'),
      isSortable: true,
      cell: ({ doi }) => (doi === null ? dash : html`<a href="${doiUrl(doi)}">${doi}</a>`),
    },
    {
      name: 'file',
      title: page.t('File'),
      cell: ({ fulltext_state }) => (fulltext_state === 'stored' ? stored : dash),
    },
    {
      name: 'tags',
      title: page.t('Tags'),
      isHidden: true,
      cell: ({ id }) => tagLinks(tagsByPaper.get(id) ?? []),
    },
    {
      name: 'source',
      title: page.t('Source'),
      isHidden: true,
      cell: ({ id }) => text([...new Set(filesByPaper.get(id)?.map(({ source }) => source))].join(', ')),
    },
    {
      name: 'reason',
      title: page.t('Reason'),
      isHidden: true,
      cell: ({ failure_code }) =>
        !failure_code ? dash : html`<span title="${reasonText(page, failure_code)}">${codeLabel(failure_code)}</span>`,
    },
    { name: 'issn', title: page.t('ISSN'), isHidden: true, cell: ({ issn }) => text(issn) },
    { name: 'type', title: page.t('Type'), isHidden: true, isSortable: true, cell: ({ type }) => type },
    {
      name: 'language',
      title: page.t('Language'),
      isHidden: true,
      isSortable: true,
      cell: ({ language }) => text(language),
    },
    {
      name: 'oa',
      title: page.t('Open access'),
      isHidden: true,
      isSortable: true,
      cell: (paper) => text(paper.oa_status),
    },
    {
      name: 'license',
      title: page.t('Licence'),
      isHidden: true,
      isSortable: true,
      cell: ({ license }) => text(license),
    },
    {
      name: 'attempts',
      title: page.t('Tries'),
      isHidden: true,
      isSortable: true,
      isNumeric: true,
      cell: (paper) => paper.attempt_count,
    },
    {
      name: 'next-attempt',
      title: page.t('Next try'),
      isHidden: true,
      isSortable: true,
      cell: (paper) => ago(page, paper.next_attempt_at ?? null),
    },
    {
      name: 'priority',
      title: page.t('Priority'),
      isHidden: true,
      isSortable: true,
      isNumeric: true,
      cell: ({ priority }) => priority,
    },
    {
      name: 'import',
      title: page.t('Imported from'),
      isHidden: true,
      cell: ({ import_id }) =>
        !import_id
          ? dash
          : html`<a href="${links.import(import_id)}">${importNames.get(import_id) ?? page.t('a list')}</a>`,
    },
    {
      name: 'added',
      title: page.t('Added'),
      isHidden: true,
      isSortable: true,
      cell: (paper) => time(page, paper.created_at ?? null, 'day'),
    },
    {
      name: 'updated',
      title: page.t('Changed'),
      isHidden: true,
      isSortable: true,
      cell: (paper) => ago(page, paper.updated_at ?? null),
    },
  ]
}

function filtersOf(page: Page, { codes, imports, tags, state }: PaperTable): Filter[] {
  const chosenCodes = state.filters.code ?? []
  const shownCodes = [...new Set([...codes, ...chosenCodes])]
  const chosenImports = (state.filters.import ?? []).filter((id) => !imports.some((known) => known.id === id))
  const filters: Filter[] = [
    {
      name: 'status',
      label: page.t('Status'),
      options: statuses.map((status) => ({ value: status, text: page.t(statusLabels[status]) })),
    },
    {
      name: 'has',
      label: page.t('File'),
      isRare: true,
      options: [
        { value: 'file', text: page.t('With a file') },
        { value: 'no-file', text: page.t('Without a file') },
        { value: 'doi', text: page.t('With a DOI') },
        { value: 'no-doi', text: page.t('Without a DOI') },
      ],
    },
    { name: 'type', label: page.t('Type'), options: asOptions(PAPER_TYPES), isRare: true },
    { name: 'oa', label: page.t('Open access'), options: asOptions(openAccess), isRare: true },
    { name: 'year', label: page.t('Published'), options: [], hint: '2015..2020', isRare: true },
    { name: 'added', label: page.t('Added'), options: [], hint: `${page.now.slice(0, 10)}..`, isRare: true },
    {
      name: 'is',
      label: page.t('Only'),
      options: [{ value: 'retracted', text: page.t('Retracted') }],
      isRare: true,
    },
  ]
  const shownTags = [...new Set([...tags, ...(state.filters.tag ?? [])])]
  if (shownTags.length > 0) filters.push({ name: 'tag', label: page.t('Tags'), options: asOptions(shownTags) })
  if (shownCodes.length > 0)
    filters.push({
      name: 'code',
      label: page.t('Reason'),
      options: shownCodes.map((code) => ({ value: code, text: codeLabel(code) })),
    })
  if (imports.length + chosenImports.length > 0)
    filters.push({
      name: 'import',
      label: page.t('List'),
      isRare: true,
      options: [
        ...imports.map(({ id, name }) => ({ value: id, text: name })),
        ...chosenImports.map((id) => ({ value: id, text: page.t('An earlier list') })),
      ],
    })
  return filters
}

/** Tags stand below the title, where there are any. */
const tagsBelow = (tags: readonly string[] | undefined): Content => tags && html` ${tagLinks(tags)}`

const asOptions = (values: readonly string[]) => values.map((value) => ({ value, text: value }))

const emptyText = (page: Page, mayEdit: boolean): Html => html`${icon('journal-text')}
  <p>${page.t('Papers come from lists: exports of Scopus, Web of Science, PubMed, Zotero and others, or a plain list of DOIs. For each of them the collector then looks up the details and the open full text.')}</p>
  ${mayEdit && html`<p>${uploadLink(page)} <a class="btn btn-outline-secondary" href="${links.dashboard()}">${icon('magic')} ${page.t('Try with sample data')}</a></p>`}`

function problemText(page: Page, { word, known }: SearchProblem): Html {
  const hint = known.length > 0 ? page.t('It can be: {{known}}.', { known: known.join(', ') }) : nothing
  return html`<p class="alert alert-warning">${icon('exclamation-triangle')} ${page.t('“{{word}}” means nothing here, so nothing matches.', { word })} ${hint}</p>`
}

/** The same for everybody who reads the language. */
const drawnHelps = new Map<string, Html>()

function searchHelp(page: Page): Html {
  const known = drawnHelps.get(page.language)
  if (known) return known
  const fresh = drawHelp(page)
  drawnHelps.set(page.language, fresh)
  return fresh
}

const drawHelp = (
  page: Page,
): Html => html`<details class="search-help"><summary>${icon('question-circle')} ${page.t('What can be typed into the search')}</summary>
  <dl class="facts">
    <dt><code>protein folding</code></dt><dd>${page.t('Both words, in title, journal, authors or abstract; accents and capitals do not count.')}</dd>
    <dt><code>10.1038/nature12373</code></dt><dd>${page.t('A DOI, ISSN, PubMed or arXiv number: exactly this one.')}</dd>
    <dt><code>status:failed,manual</code></dt><dd>${page.t('One of several; statuses are {{list}}.', { list: statuses.join(', ') })}</dd>
    <dt><code>journal:"PLoS ONE"</code></dt><dd>${page.t('The journal with exactly this name; publisher: works alike.')}</dd>
    <dt><code>year:2015..2020</code></dt><dd>${page.t('Published in these years; one end may be left open. added:2026-01-01.. asks when papers came here.')}</dd>
    <dt><code>code:bot_challenge</code></dt><dd>${page.t('The reason why a paper did not end well.')}</dd>
    <dt><code>has:file has:no-doi</code></dt><dd>${page.t('What is there or missing: file, doi, title, abstract; is:retracted finds retracted papers.')}</dd>
    <dt><code>tag:review has:no-tag</code></dt><dd>${page.t('Papers with this tag, or without any. source:unpaywall finds those whose file came from there.')}</dd>
    <dt><code>type: language: oa: license: issn:</code></dt><dd>${page.t('Other columns, such as type:book or oa:gold.')}</dd>
    <dt><code>-language:en</code></dt><dd>${page.t('A minus turns a condition round.')}</dd>
  </dl></details>`

/** Where a paper opens over the table; without scripts its page opens instead. */
const drawer = (page: Page): Html =>
  html`<dialog id="paper-drawer" class="drawer" aria-label="${page.t('Paper')}">
    <div class="drawer-bar"><a class="btn btn-sm btn-outline-secondary" data-drawer-page href="${links.list()}">${icon('box-arrow-up-right')} ${page.t('Open as a page')}</a>
    <form method="dialog"><button class="btn-close" aria-label="${page.t('Close')}"></button></form></div>
    <div id="paper-drawer-body"></div>
  </dialog>`
