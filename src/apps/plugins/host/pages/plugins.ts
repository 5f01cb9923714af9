import { form } from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { viewsButton } from '../../../../platform/web/views-button.ts'
import { links } from '../../links.ts'
import type { KnownPlugin } from '../../loading/catalogue.ts'
import type { LoadError } from '../../loading/plugin-files.ts'
import type { Offered, Wish } from '../offering.ts'

type PluginType = KnownPlugin['type']

/** What the list shows. `all` is how many there are without the wish. */
type ShownPlugins = Readonly<{
  plugins: readonly Offered[]
  all: number
  tags: readonly string[]
  wish: Wish
  errors: readonly LoadError[]
}>

/** Every plugin by what it is for, and for administrators those that could not be loaded. */
export const pluginsPage = (page: Page, { plugins, all, tags, wish, errors }: ShownPlugins): View => ({
  title: page.t('Plugins'),
  styles: ['plugins/plugins.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Plugins')}</h1>
      <p>${page.t('Each takes files and settings, runs by itself, and keeps its results.')}</p></div>
      <div class="page-head-actions">
        <a class="btn btn-outline-secondary" href="${links.runners()}">${icon('hdd-network')} ${page.t('Other runners')}</a>
        <a class="btn btn-outline-secondary" href="${links.tasks()}">${icon('clock-history')} ${page.t('My runs')}</a>
        ${viewsButton(page, { at: page.address, title: page.t('Plugins') })}</div>
    </header>
    ${all > 0 && searchForm(page, tags, wish)}
    ${all === 0 && html`<p class="empty">${page.t('There are no plugins yet.')}</p>`}
    ${
      all > 0 &&
      plugins.length === 0 &&
      html`<p class="empty">${page.t('No plugin fits that.')} <a href="${links.plugins()}">${page.t('Show all of them')}</a></p>`
    }
    ${types.map((type) => {
      const some = plugins.filter((plugin) => groupOf(plugin) === type)
      return some.length > 0 && section(page, type, some)
    })}
    ${errors.length > 0 && notLoaded(page, errors)}`,
})

const types: readonly PluginType[] = ['dataloader', 'processing', 'conversion', 'visualization', 'interaction']

/** Plugins elsewhere may have any type. */
const groupOf = ({ type }: Offered): PluginType => types.find((one) => one === type) ?? 'processing'

const titles = (page: Page): Readonly<Record<PluginType, string>> => ({
  dataloader: page.t('Bring data in'),
  processing: page.t('Work on data'),
  conversion: page.t('Convert data'),
  visualization: page.t('Look at data'),
  interaction: page.t('Tools'),
})

function searchForm(page: Page, tags: readonly string[], { q, type, tag }: Wish): Html {
  const kinds = Object.entries(titles(page))
  const option = (value: string, text: string, chosen: string): Html =>
    html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`
  return form(
    page,
    { method: 'get', action: links.plugins(), class: 'plugin-search' },
    html`<div><label class="form-label" for="plugin-q">${page.t('Search')}</label>
        <input class="form-control" type="search" id="plugin-q" name="q" value="${q}"></div>
      <div><label class="form-label" for="plugin-type">${page.t('What for')}</label>
        <select class="form-select" id="plugin-type" name="type">${option('', page.t('anything'), type)}${kinds.map(([value, text]) => option(value, text, type))}</select></div>
      <div><label class="form-label" for="plugin-tag">${page.t('Tag')}</label>
        <select class="form-select" id="plugin-tag" name="tag">${option('', page.t('any'), tag)}${tags.map((one) => option(one, one, tag))}</select></div>
      <button type="submit" class="btn btn-primary">${icon('search')} ${page.t('Find')}</button>`,
  )
}

const section = (page: Page, type: PluginType, plugins: readonly Offered[]): Html => html`<section>
    <h2>${titles(page)[type]}</h2>
    <ul class="plugin-list">${plugins.map(
      (plugin) => html`<li class="panel">
        <h3><a href="${plugin.remote ? links.remote(plugin.remote.seq) : links.plugin(plugin.identifier)}">${plugin.title}</a></h3>
        <p>${plugin.description}</p>
        ${plugin.remote && html`<p class="quiet"><small>${icon('hdd-network')} ${plugin.remote.host}${!plugin.remote.isAvailable && ` · ${page.t('away')}`}</small></p>`}
        <p class="quiet plugin-tags"><small>${plugin.name} ${plugin.version}${plugin.tags.length > 0 && ` · ${plugin.tags.join(', ')}`}</small></p>
      </li>`,
    )}</ul>
  </section>`

const notLoaded = (page: Page, errors: readonly LoadError[]): Html => html`<section class="panel">
    <h2>${page.t('Not loaded')}</h2>
    <ul>${errors.map(({ file, reason }) => html`<li class="text-break"><code>${file}</code>: ${reason}</li>`)}</ul>
    <p><a href="${links.installed()}">${page.t('Installed plugins')}</a></p>
  </section>`
