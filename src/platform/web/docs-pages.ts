import { type Audience, addressIn, audiences, type Doc, type Passage, pictureAddress } from './docs-reading.ts'
import { type Html, html, safeUrl } from './html.ts'
import { markdown } from './markdown.ts'
import { icon, type Page, type View } from './page.ts'
import type { UsedPackage } from './used-packages.ts'

const frameOf = (page: Page): View['frame'] => (page.person ? 'house' : 'plain')

/** All documents by whom they are for, or the passages that a search found. */
export const listPage = (page: Page, docs: readonly Doc[], query: string, found: readonly Passage[]): View => ({
  title: page.t('Help'),
  frame: frameOf(page),
  body: html`<header class="page-head"><div><h1>${page.t('Help')}</h1><p>${page.t('How the house works, for those who use it, run it and write it.')}</p></div></header>
    <form class="d-flex gap-2 mb-3" action="/docs" role="search"><label class="visually-hidden" for="docs-query">${page.t('Search the documents')}</label>
      <input class="form-control" type="search" id="docs-query" name="q" value="${query}" maxlength="200" placeholder="${page.t('Search the documents')}">
      <button class="btn btn-outline-secondary">${page.t('Search')}</button></form>
    ${docs.length === 0 ? nothingThere(page) : query === '' ? audiences.map((audience) => group(page, docs, audience)) : results(page, found)}
    <p><a href="/api">${page.t('The API for programs')}</a> · <a href="/licences">${page.t('Licences')}</a></p>`,
})

const nothingThere = (page: Page): Html =>
  html`<div class="panel empty">${icon('question-circle')}<p>${page.t('There are no documents in this copy of the house.')}</p></div>`

function group(page: Page, docs: readonly Doc[], audience: Audience): Html | false {
  const titles: Readonly<Record<Audience, string>> = {
    users: page.t('For everybody'),
    programs: page.t('For programs'),
    administrators: page.t('For administrators'),
    authors: page.t('For authors of plugins'),
    developers: page.t('For those who change the program'),
  }
  const ofIt = docs.filter((doc) => doc.audience === audience)
  const link = ({ name, title }: Doc): Html => html`<li><a href="/docs/${name}">${title}</a></li>`
  return (
    ofIt.length > 0 &&
    html`<h2>${titles[audience]}</h2><div class="panel"><ul class="link-list reading-list" lang="en">${ofIt.map(link)}</ul></div>`
  )
}

const results = (page: Page, found: readonly Passage[]): Html => html`<h2>${page.t('Found')}</h2>
  ${found.length === 0 ? html`<div class="panel empty">${icon('search')}<p>${page.t('No document holds these words. They are written in English.')}</p></div>` : html`<div class="panel"><ul class="link-list reading-list" lang="en">${found.map(({ href, title, heading, excerpt }) => html`<li><a href="${href}">${heading}</a> <span class="quiet">${title}</span><br>${excerpt}</li>`)}</ul></div>`}
  <p><a href="/docs">${page.t('All documents')}</a></p>`

/** One document, with its links leading to pages of the house. */
export const docPage = (page: Page, docs: readonly Doc[], doc: Doc): View => ({
  title: doc.title,
  frame: frameOf(page),
  body: html`<p><a href="/docs">${icon('chevron-left')} ${page.t('Help')}</a></p><article class="prose" lang="en">${markdown(
    doc.text,
    { address: (href) => addressIn(docs, doc, href), picture },
  )}</article>`,
})

/** Those of other hosts would be refused by the policy of the page. */
function picture(href: string, words: string): Html {
  const address = pictureAddress(href)
  return address === undefined ? html`${words}` : html`<img src="${address}" alt="${words}">`
}

/** Whose software is in use, and under which terms. */
export const licencesPage = (page: Page, packages: readonly UsedPackage[]): View => ({
  title: page.t('Licences'),
  frame: frameOf(page),
  body: html`<p><a href="/docs">${icon('chevron-left')} ${page.t('Help')}</a></p>
    <header class="page-head"><div><h1>${page.t('Licences')}</h1><p>${page.t('Lyceum itself is free under the MIT licence. It stands on the software of others:')}</p></div></header>
    <div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Licences')}</caption>
    <thead><tr><th scope="col">${page.t('Package')}</th><th scope="col">${page.t('Version')}</th><th scope="col">${page.t('Licence')}</th><th scope="col">${page.t('Whose')}</th></tr></thead>
    <tbody>${packages.map(
      ({ name, version, licence, author, homepage }) => html`<tr>
        <th scope="row">${homepage === '' ? name : html`<a href="${safeUrl(homepage)}">${name}</a>`}</th>
        <td>${version}</td><td>${licence}</td><td>${author}</td></tr>`,
    )}</tbody></table></div>`,
})
