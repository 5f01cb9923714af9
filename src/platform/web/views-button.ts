import { links } from '../views/links.ts'
import { type Html, html } from './html.ts'
import { hx, icon, type Page } from './page.ts'

/**
 * The menu of saved views of a list, for who is signed in. `at` is its address as it stands; what is in the menu is
 * fetched when it is opened, and without scripts it is a page of its own.
 */
export function viewsButton(page: Page, { at, title }: Readonly<{ at: string; title: string }>): Html | false {
  if (!page.person) return false
  const address = links.ofList(at, title)
  const fetched = hx(page, { get: address, target: 'find .view-menu', swap: 'innerHTML', trigger: 'toggle once' })
  return html`<details class="menu menu-end" data-menu${fetched}><summary class="btn btn-outline-secondary" title="${page.t('Saved views')}">${icon('bookmarks', page.t('Saved views'))}</summary>
    <div class="menu-body view-menu"><a class="menu-link" href="${address}">${page.t('Saved views')}</a></div></details>`
}
