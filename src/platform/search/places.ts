import { can } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { App, Part } from '../app.ts'
import type { Translate } from '../web/languages.ts'
import { adminNav, type NavItem } from '../web/nav.ts'
import type { Action, Found, SearchWish } from './search.ts'

/** What is looked through word by word: few enough, and known without a query. */
type Place = Found & Readonly<{ words: string }>

/** How a place of the house is found: all words stand in it, and those that begin with them come first. */
export function placesFor(places: readonly Place[], { text, limit }: SearchWish): Found[] {
  const wanted = wordsOf(text)
  return places
    .map((place) => ({ place, rank: rankOf(place, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, limit)
    .map(({ place: { title, detail, href } }) => ({ title, detail, href }))
}

/** 0 where a word is missing. */
function rankOf({ title, detail = '', words }: Place, wanted: readonly string[]): number {
  const [own, all] = [fold(title), fold(`${title} ${detail} ${words}`)]
  if (!wanted.every((word) => all.includes(word))) return 0
  if (own.startsWith(wanted.join(' '))) return 4
  const begins = wordsOf(title)
  if (wanted.every((word) => begins.some((one) => one.startsWith(word)))) return 3
  return wanted.every((word) => own.includes(word)) ? 2 : 1
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const wordsOf = (text: string): string[] => fold(text).split(/\s+/).filter(Boolean)

/** Every page that stands in the side bar of this person, and the few besides. */
export function pagesOf(apps: readonly App[], person: Person, t: Translate): Place[] {
  const page = (item: NavItem, section: string): Place => ({
    title: t(item.text),
    detail: section === '' ? undefined : t(section),
    href: item.href,
    words: `${item.text} ${section}`,
  })
  return [
    ...ownPages.map((item) => page(item, '')),
    ...apps.flatMap((app) => app.nav(person).map((item) => page(item, app.title))),
    ...(can(person, 'house.administer') ? adminNav.map((item) => page(item, 'House')) : []),
  ]
}

const ownPages: readonly NavItem[] = [
  { href: '/', text: 'Overview' },
  { href: '/account', text: 'Account' },
  { href: '/notices', text: 'Notices' },
  { href: '/views', text: 'Saved views' },
  { href: '/welcome', text: 'First steps' },
  { href: '/docs', text: 'Help' },
  { href: '/api', text: 'API' },
]

/** What this person may begin. */
export const actionsOf = (parts: readonly Part[], person: Person, t: Translate): Place[] =>
  actionsIn(parts)
    .filter(({ permission }) => can(person, permission))
    .map(({ title, words = '', href }) => ({ title: t(title), href, words: `${title} ${words}` }))

const actionsIn = (parts: readonly Part[]): Action[] => parts.flatMap(({ actions }) => actions ?? [])

/** What administrators may change while the house runs; the caller asks whether the person is one. */
export const settingsOf = (parts: readonly Part[], t: Translate): Place[] =>
  parts
    .flatMap(({ settings }) => settings ?? [])
    .map(({ name, title, help }) => ({
      title: t(title),
      detail: name,
      href: `/admin/settings/${name}`,
      words: `${title} ${help} ${t(help)}`,
    }))
