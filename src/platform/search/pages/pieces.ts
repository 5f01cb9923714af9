import { form } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { SearchMarkRow } from '../tables.ts'

/** In the side bar: the way to the search, which a script opens as a dialog, and the favourites. */
export const finder = (page: Page, favourites: readonly SearchMarkRow[]): Html => html`<ul class="nav-list">
    <li><a class="nav-item-link" href="${links.search()}" data-palette aria-keyshortcuts="Control+K Meta+K"
      data-words="${JSON.stringify(paletteWords(page))}" data-opened="${links.opened()}">${icon('search')} <span>${page.t('Search')}</span> <kbd class="palette-key">${page.t('Ctrl')} K</kbd></a></li>
    ${favourites.map(({ href, title }) => html`<li><a class="nav-item-link" href="${href}">${icon('star-fill')} <span class="text-truncate">${title}</span></a></li>`)}
  </ul>`

const paletteWords = (page: Page) => ({
  title: page.t('Search'),
  label: page.t('Search for'),
  hint: page.t('Arrow keys choose, Enter opens, Escape closes.'),
  close: page.t('Close'),
})

/** Puts the page at hand, or takes it away again; it works without scripts. */
export function starButton(page: Page, { title }: View, favourites: readonly SearchMarkRow[]): Html {
  const isOne = favourites.some(({ href }) => href === page.address)
  const action = isOne ? links.removeFavourite() : links.favourites()
  return html`<li>${form(page, { action }, [
    html`<input type="hidden" name="href" value="${page.address}"><input type="hidden" name="title" value="${title.slice(0, 200)}">
      <button type="submit" class="nav-item-link">${icon(isOne ? 'star-fill' : 'star')} <span>${isOne ? page.t('No favourite any more') : page.t('Add to favourites')}</span></button>`,
  ])}</li>`
}
