import { can } from '../accounts/permissions.ts'
import type { App } from '../app.ts'
import type { House } from './house.ts'
import { attributes, type Html, html } from './html.ts'
import { icon } from './icon.ts'
import { languageNames, languages } from './languages.ts'
import { adminNav, type NavItem } from './nav.ts'
import type { Notice } from './notices.ts'
import type { Page, View } from './page.ts'
import { themeNames, themes } from './theme.ts'

/** Puts the frame of the house around a page. */
export function layout(page: Page, view: View): Html {
  const isPlain = view.frame === 'plain'
  const dark = page.theme === 'dark' ? 'dark' : 'light'
  return html`<!doctype html>
<html lang="${page.language}" data-bs-theme="${dark}" data-theme="${page.theme}">
<head>${head(page, view)}</head>
<body class="${isPlain ? 'plain' : 'house'}">
<a class="skip-link" href="#main">${page.t('Skip to the content')}</a>
${isPlain ? plainBar(page) : [topBar(page), sideBar(page, view), bellPlace(page)]}
<main id="main" tabindex="-1">
${noticesArea(page)}
${!isPlain && page.frame.map(({ banner }) => banner?.(page))}
${view.body}
${isPlain && page.look.contact !== '' && html`<footer class="plain-foot">${icon('chat-left-text')} ${page.t('Whom to ask')}: ${page.look.contact}</footer>`}
${view.api !== undefined && apiHint(page, view.api)}
</main>
<dialog id="confirm" class="confirm-dialog" aria-labelledby="confirm-text"><form method="dialog">
<p id="confirm-text"></p>
<div class="form-buttons"><button class="btn btn-danger" value="yes">${page.t('Yes, go on')}</button>
<button class="btn btn-outline-secondary" value="no" autofocus>${page.t('No')}</button></div>
</form></dialog>
</body>
</html>
`
}

/** The place where notices appear; answers to htmx may add to it. */
const noticesArea = (page: Page): Html =>
  html`<div id="notices" class="notices" aria-live="polite">${page.notices.map((notice) => noticeItem(page, notice))}</div>`

export const noticeItem = (page: Page, notice: Notice): Html =>
  html`<div class="alert alert-${notice.level} alert-dismissible notice" role="status">
    ${icon(noticeIcons[notice.level])} ${notice.text}
    <button type="button" class="btn-close" data-dismiss="notice" aria-label="${page.t('Close')}"></button>
  </div>`

const noticeIcons: Readonly<Record<Notice['level'], string>> = {
  success: 'check-circle',
  info: 'info-circle',
  warning: 'exclamation-triangle',
  danger: 'exclamation-octagon',
}

/** `morphIgnore`: what a visitor has opened stays open when a live part is fetched again. */
function head(page: Page, view: View): Html {
  const { href } = page.house.assets
  const script = (name: string): Html => html`<script src="${href(name)}" nonce="${page.nonce}" defer></script>\n`
  const styles = [
    'bootstrap/bootstrap.css',
    'bootstrap-icons/bootstrap-icons.css',
    'web/house.css',
    'web/parts.css',
    'web/tables.css',
    'web/forms.css',
    ...new Set([...page.frame.flatMap(({ styles = [] }) => styles), ...(view.styles ?? [])]),
  ]
  return html`
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content='{"extensions":"hx-csp","includeIndicatorCSS":false,"morphIgnore":["data-htmx-powered","open"]}'>
<meta name="csrf-token" content="${page.csrfToken}">
${page.person && html`<meta name="visitor" content="${page.person.id}">`}
<title>${view.title} · ${page.look.name}</title>
<link rel="icon" href="${href('web/lyceum.svg')}" type="image/svg+xml">
${styles.map((name) => html`<link rel="stylesheet" href="${href(name)}">\n`)}
${page.look.colours !== null && html`<link rel="stylesheet" href="${page.look.colours}">`}
<script src="${href('web/theme.js')}" nonce="${page.nonce}"></script>
${[...houseScripts, ...page.frame.flatMap(({ scripts = [] }) => scripts), ...(view.scripts ?? []), 'alpine/alpine.js'].map(script)}`
}

/** In this order: htmx is there before its guard, and Alpine starts when every component is known. */
const houseScripts = [
  'htmx/htmx.js',
  'htmx/hx-csp.js',
  'bootstrap/bootstrap.js',
  'web/live.js',
  'web/forms.js',
  'web/menus.js',
  'web/side-bar.js',
]

const brand = (page: Page): Html => html`<a class="brand" href="/">
    <img src="${page.look.logo ?? page.house.assets.href('web/lyceum.svg')}" alt="" width="28" height="28"> <span>${page.look.name}</span>
  </a>`

const plainBar = (page: Page): Html =>
  html`<header class="plain-bar">${brand(page)}${languageSwitch(page)}${themeSwitch(page)}</header>`

const topBar = (page: Page): Html => html`<header class="top-bar">
    <a class="btn side-bar-button" href="#side-bar" role="button" aria-controls="side-bar">${icon('list', page.t('Menu'))}</a>
    ${brand(page)}
  </header>`

/** Above the side bar on wide screens, in the top bar on narrow ones. */
const bellPlace = (page: Page): Html | false =>
  page.frame.some(({ bell }) => bell) &&
  html`<nav class="bell-place" aria-label="${page.t('Notices')}">${page.frame.map(({ bell }) => bell?.(page))}</nav>`

const sideBar = (
  page: Page,
  view: View,
): Html => html`<nav id="side-bar" class="side-bar" aria-label="${page.t('Main')}">
    <div class="side-bar-head">${brand(page)}<a class="btn side-bar-close" href="#main">${icon('x-lg', page.t('Close the menu'))}</a></div>
    ${page.frame.map(({ find }) => find?.(page))}
    <ul class="nav-list">${navLink(page, { href: '/', text: 'Overview', icon: 'grid-1x2' })}</ul>
    ${page.person && page.house.apps.map((app) => appSection(page, app))}
    ${can(page.person, 'house.administer') && section(page, 'House', 'building-gear', adminNav)}
    <div class="side-bar-foot">
      <ul class="nav-list">${navLink(page, { href: '/docs', text: 'Help', icon: 'question-circle' })}${page.frame.map(({ help }) => help?.(page, view))}${accountLinks(page)}</ul>
      <div class="switches">${themeSwitch(page)}${languageSwitch(page)}</div>
    </div>
  </nav>`

const appSection = (page: Page, app: App): Html | null =>
  page.person ? section(page, app.title, app.icon, app.nav(page.person)) : null

/** The links of one part of the house; of those that the address lies below, the nearest is marked. */
function section(page: Page, title: string, iconName: string, items: readonly NavItem[]): Html {
  const nearest = nearestOf(page.path, items)
  const key = [page.language, title, nearest?.href, ...items.map(({ href }) => href)].join(' ')
  return keptSection(
    page,
    key,
    () => html`<section class="nav-section">
    <h2 class="nav-title">${icon(iconName)} ${page.t(title)}</h2>
    <ul class="nav-list">${items.map((item) => navLink(page, item, item === nearest))}</ul>
  </section>`,
  )
}

function navLink(page: Page, item: NavItem, isCurrent = page.path === item.href): Html {
  const current = attributes({ 'aria-current': isCurrent ? 'page' : undefined })
  return html`<li><a class="nav-item-link" href="${item.href}"${current}>${icon(item.icon ?? 'dot')} <span>${page.t(item.text)}</span></a></li>`
}

function nearestOf(path: string, items: readonly NavItem[]): NavItem | undefined {
  let nearest: NavItem | undefined
  let longest = 0
  for (const item of items)
    for (const top of [item.href].concat(item.alsoFor ?? []))
      if (top.length > longest && liesBelow(path, top)) [nearest, longest] = [item, top.length]
  return nearest
}

const liesBelow = (path: string, top: string): boolean =>
  path.startsWith(top) && (path.length === top.length || path[top.length] === '/')

/** Sections are the same for everybody who is shown the same links at the same place: each is drawn once. */
function keptSection({ house }: Page, key: string, draw: () => Html): Html {
  const drawn = drawnSections.get(house) ?? new Map<string, Html>()
  drawnSections.set(house, drawn)
  const section = drawn.get(key) ?? draw()
  drawn.set(key, section)
  return section
}

const drawnSections = new WeakMap<House, Map<string, Html>>()

function accountLinks(page: Page): Html {
  if (!page.person) return navLink(page, { href: '/sign-in', text: 'Sign in', icon: 'box-arrow-in-right' })
  return html`<li><a class="nav-item-link" href="/account"${attributes({ 'aria-current': page.path === '/account' && 'page' })}>${icon('person-circle')} <span class="text-truncate">${page.person.name}</span></a></li>
    <li><form action="/sign-out" method="post"><input type="hidden" name="_token" value="${page.csrfToken}"><button class="nav-item-link" type="submit">${icon('box-arrow-right')} <span>${page.t('Sign out')}</span></button></form></li>`
}

/** Works without scripts: each choice is a button of a form. With them `theme.js` changes the page at once. */
const themeSwitch = (
  page: Page,
): Html => html`<form class="switch" action="/theme" method="post" aria-label="${page.t('Colours')}">
    <input type="hidden" name="_token" value="${page.csrfToken}"><input type="hidden" name="next" value="${page.address}">
    ${themes.map((theme) => {
      const pressed = attributes({ 'aria-pressed': String(page.theme === theme) })
      return html`<button type="submit" name="theme" value="${theme}" data-theme-choice="${theme}"${pressed}>${icon(themeIcons[theme], page.t(themeNames[theme]))}</button>`
    })}
  </form>`

const themeIcons = { auto: 'circle-half', light: 'sun', dark: 'moon-stars' } as const

const languageSwitch = (
  page: Page,
): Html => html`<form class="switch" action="/language" method="post" aria-label="${page.t('Language')}">
    <input type="hidden" name="_token" value="${page.csrfToken}"><input type="hidden" name="next" value="${page.address}">
    ${languages.map((language) => {
      const pressed = attributes({ 'aria-pressed': String(page.language === language) })
      return html`<button type="submit" name="language" value="${language}" lang="${language}" title="${languageNames[language]}"${pressed}>${language.toUpperCase()}</button>`
    })}
  </form>`

const apiHint = (page: Page, address: string): Html =>
  html`<footer class="api-hint">${icon('braces')} ${page.t('The same for programs:')} <a href="${address}"><code>${address}</code></a></footer>`
