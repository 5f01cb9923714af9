import { number, time } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { authorNames } from '../author-names.ts'
import { links } from '../links.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { LikenessRow } from '../tables.ts'
import { dash, doiUrl, headingOf, outside, statusBadge } from './paper-parts.ts'

/** A paper with what belongs to it, as far as a choice between two needs it. */
export type Candidate = Readonly<{
  paper: StoredPaper
  names: readonly string[]
  files: number
  tags: readonly string[]
}>
export type Pair = Readonly<{ one: Candidate; other: Candidate; likeness: LikenessRow | undefined }>

export type Duplicates = Readonly<{
  pairs: readonly Pair[]
  total: number
  next: string | null
  mayEdit: boolean
}>

/** Pairs that may be one paper, for somebody to decide. */
export const duplicatesPage = (page: Page, it: Duplicates): View => ({
  title: page.t('Duplicates'),
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Duplicates')}</h1>
      <p>${page.t('Pairs of papers that may be one: they share an identifier under different DOIs, or title, year and first author. Nothing is merged by itself.')}</p></div>
      ${it.mayEdit && html`<div class="page-head-actions">${actionButton(page, { action: links.searchDuplicates(), text: page.t('Look again'), icon: 'search', kind: 'primary' })}</div>`}</header>
    ${it.pairs.length === 0 ? noneFound(page) : html`<p class="quiet">${page.t('{{count}} pairs wait for a decision.', { count: it.total })}</p>${it.pairs.map((pair) => pairPart(page, pair, it.mayEdit, 'duplicates'))}`}
    ${it.next !== null && html`<nav class="pager"><a class="btn btn-outline-secondary" href="${links.duplicates(`?${new URLSearchParams({ cursor: it.next })}`)}">${page.t('Next')} ${icon('chevron-right')}</a></nav>`}`,
  api: '/api/v1/papers/duplicates',
})

const noneFound = (page: Page): Html =>
  html`<div class="panel empty">${icon('check2-all')}<p>${page.t('No pair waits for a decision. The house looks for likely duplicates each night; papers with the same DOI never come in twice.')}</p></div>`

/** Any two papers beside each other. */
export const comparePage = (page: Page, pair: Pair, mayEdit: boolean): View => ({
  title: page.t('Two papers'),
  styles: ['papers/papers.css'],
  body: html`<p class="crumb"><a href="${links.duplicates()}">${page.t('Duplicates')}</a></p>
    <header class="page-head"><div><h1>${page.t('Two papers')}</h1>
    <p>${page.t('The one that is kept gets what it does not know yet from the other, with its identifiers, files and tags. The other is deleted. This can be undone for 30 days.')}</p></div></header>
    ${pairPart(page, pair, mayEdit, 'paper')}`,
})

type Next = 'duplicates' | 'paper'

function pairPart(page: Page, { one, other, likeness }: Pair, mayEdit: boolean, next: Next): Html {
  const rows = comparedFacts.flatMap(([label, tell]) => {
    const [left, right] = [tell(page, one), tell(page, other)]
    if (left === '' && right === '') return []
    const isDifferent = textOf(left) !== textOf(right)
    return [
      html`<tr${isDifferent ? html` class="differs"` : nothing}><th scope="row">${page.t(label)}${isDifferent && html`<span class="visually-hidden"> (${page.t('differs')})</span>`}</th><td>${left || dash}</td><td>${right || dash}</td></tr>`,
    ]
  })
  const keep = (kept: Candidate, gone: Candidate): Html =>
    actionButton(page, {
      action: links.merge(),
      text: page.t('Keep this one'),
      icon: 'check-lg',
      kind: 'outline-secondary',
      values: { keep: kept.paper.id, merge: gone.paper.id, next },
    })
  const decide =
    mayEdit &&
    html`<tr><th scope="row"><span class="visually-hidden">${page.t('Decide')}</span></th><td>${keep(one, other)}</td><td>${keep(other, one)}</td></tr>`
  return html`<section class="panel pair" aria-label="${headingOf(page, one.paper)}">
    <div class="pair-head"><p class="quiet">${likeness ? whyText(page, likeness) : nothing}</p>${mayEdit && partButton(page, one, other, next)}</div>
    <div class="table-responsive"><table class="table compact-table pair-table"><caption class="visually-hidden">${page.t('Two papers')}</caption>
      <thead><tr><td></td><th scope="col">${titleLink(page, one)}</th><th scope="col">${titleLink(page, other)}</th></tr></thead>
      <tbody>${rows}${decide}</tbody></table></div></section>`
}

const whyText = (page: Page, { rule, shared }: LikenessRow): Html =>
  rule === 'identifier'
    ? html`${icon('upc')} ${page.t('They share {{shared}}.', { shared })}`
    : html`${icon('type')} ${page.t('Title, year and first author are alike.')}`

const partButton = (page: Page, one: Candidate, other: Candidate, next: Next): Html =>
  actionButton(page, {
    action: links.partDuplicates(),
    text: page.t('They are two papers'),
    icon: 'layout-split',
    values: { one: one.paper.id, other: other.paper.id, next },
  })

const titleLink = (page: Page, { paper }: Candidate): Html =>
  html`<a href="${links.paper(paper.id)}">${headingOf(page, paper)}</a>`

type Fact = (page: Page, candidate: Candidate) => Content
const comparedFacts: readonly (readonly [label: string, tell: Fact])[] = [
  ['Status', (page, { paper }) => statusBadge(page, paper.status)],
  ['DOI', (_, { paper }) => (paper.doi === null ? '' : outside(doiUrl(paper.doi), paper.doi))],
  ['Authors', (_, { paper }) => authorNames(paper.authors_json).slice(0, 4).join(', ')],
  ['Journal', (_, { paper }) => paper.journal ?? ''],
  ['Published', (_, { paper }) => paper.published_on ?? ''],
  [
    'Pages',
    (_, { paper }) => [paper.volume, paper.issue, paper.pages ?? paper.article_number].filter(Boolean).join(' / '),
  ],
  ['Type', (_, { paper }) => paper.type],
  ['Identifiers', (_, { names }) => names.join(', ')],
  ['Files', (page, { files }) => (files === 0 ? '' : number(page, files))],
  ['Tags', (_, { tags }) => tags.join(', ')],
  ['Added', (page, { paper }) => time(page, paper.created_at)],
]

const textOf = (content: Content): string => html`${content}`.text
