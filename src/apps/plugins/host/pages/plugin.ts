import type { Config } from '../../../../config.ts'
import { html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { absolute, links } from '../../links.ts'
import type { KnownPlugin } from '../../loading/catalogue.ts'
import type { PluginFileRow } from '../../tables.ts'
import { pluginFrame } from './frame.ts'

/** One plugin, ready to be run. */
export const pluginPage = (
  page: Page,
  config: Config,
  plugin: KnownPlugin,
  files: readonly PluginFileRow[],
  ticket: string,
): View => ({
  title: plugin.title,
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames: [new URL(config.runner.baseUrl).origin],
  body: html`<header class="page-head"><div><h1>${plugin.title}</h1>
      <p>${plugin.description} <span class="quiet">${plugin.name} ${plugin.version}</span></p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.plugins()}">${icon('arrow-left')} ${page.t('All plugins')}</a></div>
    </header>
    ${pluginFrame(page, config, {
      title: plugin.title,
      address: `${absolute(config).below(plugin.identifier, plugin.uiPath)}?ticket=${ticket}`,
      files,
    })}
    ${plugin.citation !== undefined && html`<p class="quiet">${page.t('Please cite:')} ${plugin.citation}</p>`}`,
})
