import type { Config } from '../../../../config.ts'
import { attributes, type Html, html } from '../../../../platform/web/html.ts'
import type { Page } from '../../../../platform/web/page.ts'
import { absolute, links } from '../../links.ts'
import type { PluginFileRow } from '../../tables.ts'

/** A plugin's page in a frame without an origin, with the files that may be chosen for it. */
export function pluginFrame(
  page: Page,
  config: Config,
  frame: Readonly<{ title: string; address: string; files: readonly PluginFileRow[] }>,
): Html {
  const runner = absolute(config)
  const isApart = new URL(config.runner.baseUrl).origin !== new URL(config.baseUrl).origin
  const sandbox = `allow-scripts allow-forms allow-downloads${isApart ? ' allow-same-origin' : ''}`
  const words = {
    'data-tasks': links.tasks(),
    'data-light-css': runner.asset('theme-light.css'),
    'data-dark-css': runner.asset('theme-dark.css'),
    'data-refused': page.t('Some of this cannot be taken as it is: see beside each field.'),
    'data-failed': page.t('The form could not be sent. Please load the page again, and try once more.'),
  }
  return html`<section class="panel" data-plugin-host${attributes(words)}>
    <p class="alert alert-warning" role="status" data-plugin-status hidden></p>
    <iframe class="plugin-frame" title="${frame.title}" sandbox="${sandbox}" src="${frame.address}"></iframe>
    ${fileChoice(page, config, frame.files)}
    <noscript>${page.t('Without scripts the plugin runs all the same; you find what came of it among your runs.')}</noscript>
  </section>`
}

const fileChoice = (
  page: Page,
  config: Config,
  files: readonly PluginFileRow[],
): Html => html`<dialog class="file-choice" aria-label="${page.t('Choose a file')}">
    <h2>${page.t('Choose a file')}</h2>
    <ul>${files.map((file) => {
      const href = file.url ?? absolute(config).file(file.seq, file.tag)
      const known = { 'data-href': href, 'data-type': file.data_type, 'data-content': file.content_type }
      return html`<li><button type="button" class="btn btn-link"${attributes({ ...known, 'data-name': file.name })}>${file.name}
        <small class="quiet">${file.data_type} · ${page.t('run {{number}}', { number: file.task_seq })}</small></button></li>`
    })}</ul>
    <p data-no-files hidden>${page.t('None of your results fits here. Run a plugin that makes such a file, or give its address.')}</p>
    <button type="button" class="btn btn-outline-secondary">${page.t('Close')}</button>
  </dialog>`
