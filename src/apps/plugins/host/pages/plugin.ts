import { html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { Offered } from '../offering.ts'
import { pluginFrame, type ShownFrame } from './frame.ts'

/** One plugin, ready to be run, here or elsewhere. */
export const pluginPage = (page: Page, plugin: Offered, frame: ShownFrame, frames: readonly string[]): View => ({
  title: plugin.title,
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames,
  body: html`<header class="page-head"><div><h1>${plugin.title}</h1>
      <p>${plugin.description} <span class="quiet">${plugin.name} ${plugin.version}</span></p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.plugins()}">${icon('arrow-left')} ${page.t('All plugins')}</a></div>
    </header>
    ${plugin.remote && html`<p class="quiet">${icon('hdd-network')} ${page.t('It runs at {{host}}: what you fill in and the files you choose are sent there.', { host: plugin.remote.host })}</p>`}
    ${plugin.remote?.isAvailable === false && html`<p class="alert alert-warning mb-3" role="status">${page.t('Its runner did not name it the last time it was asked. It may be away.')}</p>`}
    ${pluginFrame(page, frame)}
    ${plugin.citation !== undefined && html`<p class="quiet">${page.t('Please cite:')} ${plugin.citation}</p>`}`,
})
