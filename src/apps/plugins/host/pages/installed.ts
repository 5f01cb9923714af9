import { ago } from '../../../../platform/web/dates.ts'
import { actionButton } from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { Installed } from '../../loading/installed.ts'
import type { LoadError } from '../../loading/plugin-files.ts'

type InstalledPlugins = Readonly<{
  /** How many plugins there are, stock ones and those of folders included. */
  loaded: number
  installed: readonly Installed[]
  errors: readonly LoadError[]
}>

/** What an administrator brought in, where it comes from, and what could not be loaded. */
export const installedPage = (page: Page, { loaded, installed, errors }: InstalledPlugins): View => ({
  title: page.t('Installed plugins'),
  body: html`<header class="page-head"><div><h1>${page.t('Installed plugins')}</h1>
      <p>${page.t('{{count}} plugins are loaded.', { count: loaded })} ${page.t('Whoever installs a plugin trusts its author.')}</p></div>
      <div class="page-head-actions">${actionButton(page, { action: links.reload(), text: page.t('Look for plugins again'), icon: 'arrow-clockwise' })}</div>
    </header>
    ${errors.length > 0 && notLoaded(page, errors)}
    ${installed.length === 0 ? nothingYet(page) : html`<div class="cards mb-3">${installed.map((one) => card(page, one))}</div>`}
    <section class="panel"><h2>${page.t('Install another one')}</h2>
      <p>${page.t('On each machine that runs plugins, from an npm package, a git repository or a folder:')}</p>
      <pre tabindex="0"><code>lyceum plugins install NAME@1.2.3
lyceum plugins install git+https://git.example.org/group/plugins.git@v1.0
lyceum plugins install ./folder</code></pre></section>`,
})

const nothingYet = (page: Page): Html =>
  html`<div class="panel empty">${icon('puzzle')}<p>${page.t('Nothing is installed besides what comes with the house and lies in its plugin folders.')}</p></div>`

const card = (
  page: Page,
  { folder, kind, origin, pinned, installedAt }: Installed,
): Html => html`<section class="panel">
    <h2>${folder.slice(folder.indexOf('/') + 1)}</h2>
    <dl class="facts">
      <dt>${page.t('From')}</dt><dd><code>${origin}</code></dd>
      <dt>${kind === 'git' ? page.t('Commit') : kind === 'npm' ? page.t('Version') : page.t('Contents')}</dt><dd><code>${pinned.slice(0, 12)}</code></dd>
      <dt>${page.t('Installed')}</dt><dd>${ago(page, installedAt)}</dd>
    </dl>
  </section>`

const notLoaded = (page: Page, errors: readonly LoadError[]): Html => html`<section class="panel" id="not-loaded">
    <h2>${icon('exclamation-triangle')} ${page.t('Not loaded')}</h2>
    <ul>${errors.map(({ file, reason }) => html`<li class="text-break"><code>${file}</code>: ${reason}</li>`)}</ul>
  </section>`
