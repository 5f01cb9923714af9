import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { KnownPlugin } from '../../loading/catalogue.ts'
import type { LoadError } from '../../loading/plugin-files.ts'

type PluginType = KnownPlugin['type']

/** Every plugin by what it is for, and for administrators those that could not be loaded. */
export const pluginsPage = (page: Page, plugins: readonly KnownPlugin[], errors: readonly LoadError[]): View => ({
  title: page.t('Plugins'),
  styles: ['plugins/plugins.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Plugins')}</h1>
      <p>${page.t('Each takes files and settings, runs by itself, and keeps its results.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.tasks()}">${icon('clock-history')} ${page.t('My runs')}</a></div>
    </header>
    ${plugins.length === 0 && html`<p class="empty">${page.t('There are no plugins yet.')}</p>`}
    ${types.map((type) => {
      const some = plugins.filter((plugin) => plugin.type === type)
      return some.length > 0 && section(page, type, some)
    })}
    ${errors.length > 0 && notLoaded(page, errors)}`,
})

const types: readonly PluginType[] = ['dataloader', 'processing', 'conversion', 'visualization', 'interaction']

const titles = (page: Page): Readonly<Record<PluginType, string>> => ({
  dataloader: page.t('Bring data in'),
  processing: page.t('Work on data'),
  conversion: page.t('Convert data'),
  visualization: page.t('Look at data'),
  interaction: page.t('Tools'),
})

const section = (page: Page, type: PluginType, plugins: readonly KnownPlugin[]): Html => html`<section>
    <h2>${titles(page)[type]}</h2>
    <ul class="plugin-list">${plugins.map(
      (plugin) => html`<li class="panel">
        <h3><a href="${links.plugin(plugin.identifier)}">${plugin.title}</a></h3>
        <p>${plugin.description}</p>
        <p class="quiet plugin-tags"><small>${plugin.name} ${plugin.version}${plugin.tags.length > 0 && ` · ${plugin.tags.join(', ')}`}</small></p>
      </li>`,
    )}</ul>
  </section>`

const notLoaded = (page: Page, errors: readonly LoadError[]): Html => html`<section class="panel">
    <h2>${page.t('Not loaded')}</h2>
    <ul>${errors.map(({ file, reason }) => html`<li><code>${file}</code>: ${reason}</li>`)}</ul>
    <p><a href="${links.installed()}">${page.t('Installed plugins')}</a></p>
  </section>`
