import { attributes, type Html, html } from '../../web/html.ts'
import type { Page } from '../../web/page.ts'
import { links } from '../links.ts'

/** The pages of the administration that are about who comes in. */
export function peopleTabs(page: Page): Html {
  const tabs = [
    { href: '/admin/people', text: page.t('People') },
    { href: links.registrations(), text: page.t('Registrations') },
    { href: links.invitations(), text: page.t('Invitations') },
    { href: links.domains(), text: page.t('Domains') },
    { href: links.providers(), text: page.t('Sign-in services') },
    { href: links.groups(), text: page.t('Groups') },
  ]
  return tabList(page, page.t('People'), tabs)
}

/** The pages of one's own account. */
export function accountTabs(page: Page): Html {
  const tabs = [
    { href: links.account(), text: page.t('Profile') },
    { href: links.security(), text: page.t('Signing in') },
    { href: links.groups(), text: page.t('Groups') },
    { href: links.tokens(), text: page.t('API tokens') },
    { href: links.myData(), text: page.t('My data') },
  ]
  return tabList(page, page.t('Account'), tabs)
}

const tabList = (page: Page, label: string, tabs: readonly Readonly<{ href: string; text: string }>[]): Html =>
  html`<nav aria-label="${label}"><ul class="nav nav-tabs mb-3">${tabs.map(({ href, text }) => {
    const isCurrent = page.path === href
    return html`<li class="nav-item"><a class="nav-link text-body${isCurrent && ' active fw-semibold'}" href="${href}"${attributes({ 'aria-current': isCurrent && 'page' })}>${text}</a></li>`
  })}</ul></nav>`
