import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import type { Finding, FoundKind } from '../finding.ts'
import { kindWords } from '../kinds.ts'
import { links } from '../links.ts'
import { type Found, type SearchKind, searchKinds } from '../search.ts'
import type { SearchMarkRow } from '../tables.ts'

export type SearchShown = Readonly<{
  finding: Finding
  favourites: readonly SearchMarkRow[]
  recents: readonly SearchMarkRow[]
}>

/** The search as a page: with scripts the results follow what is typed, without them there is a button. */
export const searchPage = (page: Page, shown: SearchShown): View => ({
  title: page.t('Search'),
  body: html`<header class="page-head"><div><h1>${page.t('Search')}</h1>
      <p>${page.t('Pages, papers, studies, runs, plugins, observations, people, settings and actions: everything that you may see.')}</p></div></header>
    <form class="search-form" action="${links.search()}" method="get" role="search">
      <label class="visually-hidden" for="search-text">${page.t('Search for')}</label>
      <input class="form-control form-control-lg" type="search" id="search-text" name="q" value="${shown.finding.query}" maxlength="200" autocomplete="off" spellcheck="false" data-search-text>
      <button type="submit" class="btn btn-primary">${icon('search')} ${page.t('Search')}</button>
    </form>
    ${resultsPart(page, shown)}`,
})

/** What was found; before anything is typed, what was opened last and how a search is narrowed. */
export function resultsPart(page: Page, { finding, favourites, recents }: SearchShown): Html {
  const { query, kinds, missing } = finding
  const count = kinds.reduce((sum, { found }) => sum + found.length, 0)
  return html`<div id="search-results">
    <p class="visually-hidden" role="status">${query !== '' && page.t('{{count}} found.', { count })}</p>
    ${query === '' ? [marks(page.t('Opened last'), recents), marks(page.t('Favourites'), favourites), hints(page)] : kinds.map((one) => kindPart(page, query, one))}
    ${query !== '' && count === 0 && nothingFound(page, finding)}
    ${missing.length > 0 && html`<p class="quiet">${icon('hourglass-split')} ${page.t('Not looked through, since it took too long: {{kinds}}', { kinds: missing.map((kind) => page.t(kindWords[kind].title)).join(', ') })}</p>`}
  </div>`
}

const kindPart = (page: Page, query: string, { kind, found, hasMore }: FoundKind): Html => html`<section>
    <h2 class="part">${icon(kindWords[kind].icon)} ${page.t(kindWords[kind].title)}</h2>
    <ul class="found-list">${found.map((one) => foundItem(one))}</ul>
    ${hasMore && html`<p><a class="found-more" href="${links.search(moreOf(kind, query))}">${page.t('More of these')}</a></p>`}
  </section>`

const foundItem = ({ title, detail, href }: Found): Html =>
  html`<li><a href="${href}" data-found="${title}"><span class="found-title">${title}</span>${detail !== undefined && html` <span class="quiet">${detail}</span>`}</a></li>`

const moreOf = (kind: SearchKind, query: string): string => {
  const { prefix } = kindWords[kind]
  return query.startsWith(prefix) ? query : `${prefix} ${query}`
}

const marks = (title: string, rows: readonly SearchMarkRow[]): Html | false =>
  rows.length > 0 &&
  html`<section><h2 class="part">${title}</h2><ul class="found-list">${rows.map((row) => foundItem(row))}</ul></section>`

const hints = (page: Page): Html => html`<section><h2 class="part">${page.t('To look for one kind alone')}</h2>
    <ul class="search-hints">${searchKinds.map((kind) => html`<li><kbd>${kindWords[kind].prefix}</kbd> ${page.t(kindWords[kind].title)}</li>`)}</ul></section>`

const nothingFound = (page: Page, { only, query }: Finding): Html =>
  html`<div class="empty">${icon('search')}<p>${page.t('Nothing was found for “{{query}}”.', { query })}</p>
    <p class="quiet">${only === null ? page.t('Fewer words, or the beginning of one, find more.') : page.t('Only {{kind}} were looked through.', { kind: page.t(kindWords[only].title) })}</p></div>`
